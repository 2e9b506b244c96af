import { resolve } from "node:path";
import { locked } from "../../terminal/locked.ts";
import type { CommandLine, Flags } from "../../terminal/command-line.ts";
import type { AddOptions } from "./add.ts";

type AddFlags = Flags<Omit<AddOptions, "chart" | "only" | "private">> & { readonly only?: readonly string[]; readonly private?: boolean };

/** Adds `desalt add` to the command line. */
export function addAddCommand({ add, exit }: CommandLine): void {
  add("add", {
    description: "Add a chart to the config",
    examples: {
      "desalt add jetstack/trust-manager": "from a repository of the config, at its latest version",
      "desalt add oci://ghcr.io/acme/charts/portal --private --only dev": "from a new private repository, in dev only",
    },
  })
    .argument("<chart>", "REPOSITORY/CHART, a local ./PATH, or an address (https://, oci://) whose repository is added too")
    .option("--version <version>", "first version, without asking the repository (default: the latest stable one)")
    .option("--name <release>", "name of the release (default: the chart's)")
    .option("--namespace <namespace>", "namespace to install it in (default: the release's name)")
    .option("--only <environments...>", "environments that get it (default: all)")
    .option("--file <path>", "file of a group to add it to (default: the config itself)")
    .option("--repository <name>", "name of a new repository (default: made from its address)")
    .option("--private", "read the new repository's credentials from <REPOSITORY>_USERNAME and <REPOSITORY>_PASSWORD")
    .action(async (chart: string, options: AddFlags) => {
      const { cwd, only = [], private: isPrivate = false, ...rest } = options;
      const { runAdd } = await import("./add.ts");
      const directory = resolve(cwd);
      const addition = { ...rest, directory, chart, only: only.flatMap((names) => names.split(",")), private: isPrivate };
      exit(await locked(directory, () => runAdd(addition)));
    });
}

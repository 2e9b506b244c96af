import { resolve } from "node:path";
import { Option } from "commander";
import type { CommandLine, Flags } from "../../terminal/command-line.ts";
import type { CheckOptions } from "./check.ts";

type CheckFlags = Flags<Omit<CheckOptions, "environments">>;

/** Adds `desalt check` to the command line. */
export function addCheckCommand({ add, exit }: CommandLine): void {
  add("check", {
    description: "Check that releases fit their version of Kubernetes, and the next one",
    examples: {
      "desalt check --next": "every environment, at its declared version and at the next one",
      "desalt check prd --kubernetes 1.36": "the releases that block an upgrade to 1.36",
      "desalt check --manifests out --kubernetes 1.36": "a folder of manifests, without helm",
    },
  })
    .argument("[environments...]", "environments to check (default: all)")
    .option("--kubernetes <minor>", "version to check in place of the declared one, for example 1.36")
    .option("--next", "check the version after it as well")
    .option("--ref <ref>", "branch, tag or commit to check (default: the working tree)")
    .addOption(new Option("--manifests <dir>", "check the manifests in a folder, and render nothing").conflicts("ref"))
    .option("--all", "list every finding in place of one screen")
    .option("--no-cache", "render every release, also where no input changed")
    .addOption(new Option("--markdown", "print Markdown").conflicts("json"))
    .option("--now <time>", "judge at this moment, for example 2026-12-24 (default: the present)")
    .addHelpText("after", results)
    .action(async (environments: readonly string[], { cwd, ...rest }: CheckFlags) => {
      const { runCheck } = await import("./check.ts");
      exit(await runCheck({ ...rest, directory: resolve(cwd), environments }));
    });
}

const results = `
Results:
  breaks    Kubernetes does not serve an object, or helm cannot install it. Exit code 1.
  unknown   desalt could not judge. Exit code 2.
  warns     A deprecation, an end of support, or a range that excludes the version.
  untested  Nothing was found in the manifests, but no list of the project names this version.
  fine      The project lists this version, and nothing in the manifests contradicts it.`;

import { Option } from "commander";
import { resolve } from "node:path";
import type { CommandLine, Flags } from "../../terminal/command-line.ts";
import type { DiffOptions } from "./diff.ts";

type Renamed = "environments" | "exitCode" | "failOnDanger" | "ref" | "showNoise";

interface DiffFlags extends Flags<Omit<DiffOptions, Renamed>> {
  readonly env?: readonly string[];
  readonly showNoise?: boolean;
  readonly exitCode?: boolean;
  readonly failOn?: "danger";
}

/** Adds `desalt diff` to the command line. */
export function addDiffCommand({ add, exit }: CommandLine): void {
  add("diff", {
    description: "Show how a change affects the rendered manifests",
    examples: {
      "desalt diff origin/main": "the working tree against the branch it will be merged into",
      "desalt diff origin/main --env prd --fail-on danger": "exit 1 if a change to prd is dangerous",
    },
  })
    .argument("[ref]", "branch to compare with, for example origin/main; the diff starts at the common ancestor")
    .option("--env <environments...>", "environments to compare (default: all)")
    .option("--head <ref>", "commit or branch with the change (default: the working tree)")
    .option("--show-noise", "show chart labels, checksums, and values that change at every render")
    .option("--exit-code", "exit 1 if something changes")
    .addOption(new Option("--fail-on <what>", "exit 1 if a change is dangerous").choices(["danger"]))
    .addOption(
      new Option("--format <format>", "output format (default: by the file's ending, otherwise terminal)").choices([
        "terminal",
        "markdown",
        "json",
      ]),
    )
    .option("--output <file>", "write the diff to a file; FILE.json and FILE.md choose the format")
    .option("--from <dir>", "join the FILE.json of earlier runs, and render nothing")
    .option("--comment [number]", "post the diff to the pull request, in place of the last comment (needs GITHUB_TOKEN)")
    .option("--no-cache", "render every release, also where no input changed")
    .action(async (ref: string | undefined, options: DiffFlags) => {
      const { cwd, json, env = [], failOn, showNoise = false, exitCode = false, format, ...rest } = options;
      const { runDiff } = await import("./diff.ts");
      const environments = env.flatMap((names) => names.split(","));
      exit(
        await runDiff({
          ...rest,
          directory: resolve(cwd),
          ...(ref !== undefined && { ref }),
          environments,
          showNoise,
          exitCode,
          failOnDanger: failOn === "danger",
          ...(json ? { format: "json" as const } : format !== undefined && { format }),
        }),
      );
    });
}

import { resolve } from "node:path";
import { Option } from "commander";
import type { CommandLine, Flags } from "../../terminal/command-line.ts";
import type { AuditOptions } from "./audit.ts";

/** Adds `desalt audit` to the command line. */
export function addAuditCommand({ add, exit }: CommandLine): void {
  add("audit", {
    description: "Show how long versions had run upstream before they came to production",
    examples: {
      "desalt audit": "the environments of the config, or those that desalt finds",
      'desalt audit --from "apps/*/dev/helmfile.yaml" --to "apps/*/prd/helmfile.yaml"': "two sets of files, by their patterns",
    },
  })
    .option("--ref <ref>", "branch, tag or commit to read (default: HEAD)")
    .option("--from <glob>", "helmfiles of the upstream, for example dev/helmfile.yaml")
    .option("--to <glob>", "helmfiles of the downstream, for example prd/helmfile.yaml")
    .option("--soak <duration>", "the soak to try on the history", "7 days")
    .option("--all", "list every version in place of one screen")
    .addOption(new Option("--markdown", "print Markdown").conflicts(["json", "csv"]))
    .addOption(new Option("--csv", "print one line for each upgrade, with commas").conflicts("json"))
    .option("--now <time>", "judge at this moment, for example 2026-12-24T18:00:00Z (default: the present)")
    .addHelpText("after", definitions)
    .action(async ({ cwd, ...rest }: Flags<AuditOptions>) => {
      const { runAudit } = await import("./audit.ts");
      exit(await runAudit({ ...rest, directory: resolve(cwd) }));
    });
}

const definitions = `
Figures:
  upgrade      A version that is newer than the one before it downstream, and came upstream first.
  lag          From the first commit on the branch that has the version upstream to the first that has it downstream.
  went down    A version that an environment left for an older one.
  would hold   Upgrades that came before the version had run upstream for the soak.
  percentile   The nearest rank. Fewer than ten upgrades have none.

Dates are those of the committer, put in order as gates do it. They say when a change was merged, not when it was deployed.`;

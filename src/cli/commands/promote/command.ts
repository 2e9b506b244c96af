import { resolve } from "node:path";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { locked } from "../../terminal/locked.ts";
import type { CommandLine, Flags } from "../../terminal/command-line.ts";
import type { PromoteOptions } from "./promote.ts";

type PromoteFlags = Flags<Omit<PromoteOptions, "dryRun">> & { readonly dryRun?: boolean };

/** Adds `desalt promote` to the command line. */
export function addPromoteCommand({ add, exit }: CommandLine): void {
  add("promote", {
    description: "Allow versions that have run upstream long enough",
    examples: {
      "desalt promote --dry-run": "show which versions would be allowed",
      'desalt promote --approve portal@2.5.1 --to prd --reason "CVE fix"': "allow a version before it has soaked",
      'desalt promote --freeze prd --until 2026-12-27 --reason "holidays"': "let no upgrade into an environment",
    },
  })
    .option("--dry-run", "show what would be allowed; write nothing, and run no verification script")
    .option("--output <dir>", "write the files into a folder, and nothing to git; verification scripts run")
    .option("--explain <release>", "explain one release, or one version as portal@2.5.0: what holds it, and what can be done now")
    .option("--now <time>", "compute for this moment, for example 2026-12-24T18:00:00Z (default: the present)")
    .option("--approve <release@version>", "allow a version early: adds an approval to promotion.yaml, with --to and --reason")
    .option("--approve-files <environment>", "allow the content of a helmfile that desalt cannot read, with --reason")
    .option("--hold <release@version>", "block a version: adds a hold to promotion.yaml, with --reason")
    .option("--freeze <environment>", "block all upgrades of an environment from now on, with --reason (default: for 14 days)")
    .option("--thaw <environment>", "end the freeze of an environment")
    .option("--to <environment>", "environment that gets the approved version, or that is explained")
    .option("--reason <text>", "reason for the decision")
    .option("--until <date>", "end of the freeze or the hold, for example 2026-12-24 or 2026-12-24T18:00:00Z")
    .option("--emergency", "let the approval count in a freeze as well")
    .action(async ({ cwd, dryRun = false, ...rest }: PromoteFlags) => {
      const { runPromote } = await import("./promote.ts");
      const directory = resolve(cwd);
      const run = (): Promise<ExitCode> => runPromote({ ...rest, dryRun, directory });
      exit(await (dryRun || rest.explain !== undefined ? run() : locked(directory, run)));
    });
}

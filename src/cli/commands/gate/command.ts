import { resolve } from "node:path";
import type { CommandLine, Flags } from "../../terminal/command-line.ts";
import type { GateOptions } from "./gate.ts";

/** Adds `desalt gate` to the command line. */
export function addGateCommand({ add, exit }: CommandLine): void {
  add("gate", {
    description: "Check that a change uses only versions that are allowed",
    examples: {
      "desalt gate": "the working tree against the default branch",
      "desalt gate --base origin/main --head my-branch": "one branch against another",
    },
  })
    .option("--base <ref>", "branch that judges, for example origin/main, or a commit of the default branch (default: the default branch)")
    .option("--head <ref>", "commit or branch to check (default: the working tree)")
    .option("--now <time>", "judge at this moment, for example 2026-12-24T18:00:00Z (default: the present)")
    .action(async ({ cwd, ...rest }: Flags<GateOptions>) => {
      const { runGate } = await import("./gate.ts");
      exit(await runGate({ ...rest, directory: resolve(cwd) }));
    });
}

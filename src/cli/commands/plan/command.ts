import { resolve } from "node:path";
import type { CommandLine, Flags } from "../../terminal/command-line.ts";
import type { PlanOptions } from "./plan.ts";

/** Adds `desalt plan` to the command line. */
export function addPlanCommand({ add, exit }: CommandLine): void {
  add("plan", {
    description: "Show the pull requests that Renovate would open, and why other updates wait",
    examples: {
      "desalt plan": "with the real Renovate, from the files on disk",
      "desalt plan --explain portal": "and the package rules that applied to one release",
    },
  })
    .option("--fixtures <file>", "read charts, GitHub and presets from this file (YAML, JSON or TypeScript), not from the network")
    .option("--now <time>", "plan for this moment, for example 2026-12-24 (default: the present)")
    .option("--timeout <seconds>", "give a registry up after so many seconds without an answer", "60")
    .option("--verbose", "list every release, and not only how many there are", false)
    .option("--explain <name>", "show which package rules applied to a release, package or file")
    .action(async ({ cwd, ...rest }: Flags<PlanOptions>) => {
      const { runPlan } = await import("./plan.ts");
      exit(await runPlan({ ...rest, directory: resolve(cwd) }));
    });
}

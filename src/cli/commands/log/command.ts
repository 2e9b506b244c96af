import { resolve } from "node:path";
import type { CommandLine, Flags } from "../../terminal/command-line.ts";
import type { LogOptions } from "./log.ts";

/** Adds `desalt log` to the command line. */
export function addLogCommand({ add, exit }: CommandLine): void {
  add("log", {
    description: "Show what changed in an environment, and how to take it back",
    examples: {
      "desalt log prd": "the last seven days",
      "desalt log prd --since 24h": "the last day",
    },
  })
    .argument("<environment>", "environment, for example prd")
    .option("--since <time>", "show changes since then, for example 24h, 7d or 2026-12-24", "7d")
    .option("--now <time>", "judge at this moment, for example 2026-12-24T18:00:00Z (default: the present)")
    .action(async (environment: string, { cwd, ...rest }: Flags<Omit<LogOptions, "environment">>) => {
      const { runLog } = await import("./log.ts");
      exit(await runLog({ ...rest, environment, directory: resolve(cwd) }));
    });
}

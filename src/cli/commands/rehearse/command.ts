import { Option } from "commander";
import { resolve } from "node:path";
import type { CommandLine, Flags } from "../../terminal/command-line.ts";
import type { RehearseOptions } from "./rehearse.ts";

/** Adds `desalt rehearse` to the command line. */
export function addRehearseCommand({ add, exit }: CommandLine): void {
  add("rehearse", {
    description: "Simulate past weeks with the real Renovate, and show when each environment would have been upgraded",
    examples: {
      "desalt rehearse --days 30": "the last 30 days of the charts in the config",
      "desalt rehearse --charts fixtures.yaml --bad-share 0.3": "dated charts from a file; three in ten upgrades are bad",
    },
  })
    .option("--days <count>", "number of days, up to now", "90")
    .option(
      "--charts <files...>",
      "files of fixtures with dates, as for `desalt plan` (default: the indexes of the configured repositories)",
    )
    .option("--now <time>", "end of the simulation, for example 2026-12-24 (default: the present)")
    .option("--merge-dev <days>", "working days until people merge in an environment that follows none", "1")
    .option("--merge-follower <days>", "working days until people merge in an environment that follows another", "2")
    .option("--bad-share <share>", "share of upgrades that prove bad, from 0 to 1", "0.1")
    .option("--rollback-after <days>", "days until a bad upgrade is rolled back", "2")
    .option("--seed <text>", "seed that decides which upgrades are bad", "1")
    .addOption(new Option("--every-day", "run Renovate also on days when nothing can happen").default(false).hideHelp())
    .action(async ({ cwd, ...rest }: Flags<RehearseOptions>) => {
      const { runRehearse } = await import("./rehearse.ts");
      exit(await runRehearse({ ...rest, directory: resolve(cwd) }));
    });
}

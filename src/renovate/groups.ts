import type { ResolvedFleet } from "../fleet/index.ts";
import { groupBy, listChartUses, matchCharts } from "./match.ts";
import type { PackageRule } from "./options.ts";
import { groupRule, sequentialMergeRule, sequentialRule } from "./rules.ts";

/** Releases of one group share a pull request in each environment, majors apart; each environment's branch prefix keeps them separate. */
export function renderGroups({ environments }: ResolvedFleet): readonly PackageRule[] {
  const grouped = listChartUses(environments).filter(({ release }) => release.group !== undefined);
  return groupBy(grouped, ({ release }) => release.group ?? "").flatMap((uses) => {
    const groupName = uses[0]?.release.group ?? "";
    return matchCharts(uses).map((matchers) => groupRule({ name: groupName, matchers }, groupName));
  });
}

/** Charts that must climb minor by minor get a pull request for each. */
export function renderSequentialMinors({ environments }: ResolvedFleet): readonly PackageRule[] {
  const sequential = listChartUses(environments).filter(({ release }) => release.separateMultipleMinor);
  const merged = sequential.filter(({ environment }) => environment.pace.automerge === "minor" || environment.pace.automerge === "all");
  return [
    ...matchCharts(sequential).map((matchers) => sequentialRule({ name: "Minor by minor", matchers })),
    ...matchCharts(merged).map((matchers) => sequentialMergeRule({ name: "Minor by minor", matchers })),
  ];
}

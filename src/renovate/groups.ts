import type { ResolvedFleet } from "../fleet/index.ts";
import { groupBy, listChartUses, matchCharts } from "./match.ts";
import type { PackageRule } from "./options.ts";

/** Releases of one group share a pull request in each environment, majors apart; each environment's branch prefix keeps them separate. */
export function renderGroups({ environments }: ResolvedFleet): readonly PackageRule[] {
  const grouped = listChartUses(environments).filter(({ release }) => release.group !== undefined);
  return groupBy(grouped, ({ release }) => release.group ?? "").flatMap((uses) => {
    const groupName = uses[0]?.release.group ?? "";
    return matchCharts(uses).map((matchers) => ({ description: `${groupName}: upgraded together`, ...matchers, groupName }));
  });
}

/**
 * Charts that must climb minor by minor get a pull request for each. All are open at once, and Renovate merges whichever
 * passes its checks first, so their order is people's.
 */
export function renderSequentialMinors({ environments }: ResolvedFleet): readonly PackageRule[] {
  const sequential = listChartUses(environments).filter(({ release }) => release.separateMultipleMinor);
  const merged = sequential.filter(({ environment }) => environment.pace.automerge === "minor" || environment.pace.automerge === "all");
  return [
    ...matchCharts(sequential).map((matchers) => ({ description: "Minor by minor", ...matchers, separateMultipleMinor: true })),
    ...matchCharts(merged).map((matchers) => ({
      description: "Minor by minor: people merge them, in order",
      ...matchers,
      matchUpdateTypes: ["minor" as const, "major" as const],
      automerge: false,
    })),
  ];
}

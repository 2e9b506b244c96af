import type { ResolvedFleet } from "../fleet/index.ts";
import { exactPattern, groupBy, listChartUses, matchCharts, packageKey, type ChartUse } from "./match.ts";
import type { PackageRule } from "./options.ts";

/** Pinned releases get no pull requests; the rule says why. */
export function renderPins({ environments }: ResolvedFleet): readonly PackageRule[] {
  const uses = listChartUses(environments);
  const pinned = uses.filter(({ release }) => release.pin !== undefined);
  const alike = groupBy(pinned, (use) => JSON.stringify([packageKey(use), use.release.name, use.release.pin, hasUnpinnedTwin(use, uses)]));
  return alike.flatMap((group) => {
    const [first] = group;
    const pin = first?.release.pin;
    if (first === undefined || pin === undefined) return [];
    // Renovate knows charts, not releases. Of two releases of one chart, the version shows which is pinned.
    const twin = hasUnpinnedTwin(first, uses) ? { matchCurrentValue: exactPattern(pin.version) } : {};
    const description = `${first.release.name} is pinned to ${pin.version}: ${pin.reason}`;
    return matchCharts(group).map((matchers) => ({ description, ...matchers, ...twin, enabled: false }));
  });
}

function hasUnpinnedTwin(pinned: ChartUse, uses: readonly ChartUse[]): boolean {
  return uses.some(
    (use) =>
      use.environment === pinned.environment &&
      use.release.pin?.version !== pinned.release.pin?.version &&
      packageKey(use) === packageKey(pinned),
  );
}

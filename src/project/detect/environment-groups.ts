import type { NamedUnit } from "./axis.ts";
import { overlap } from "./draft.ts";
import { toEnvironmentName } from "./environment-name.ts";

/**
 * Groups units by environment. Several units of one name are components, unless they hold the same releases: then they are clusters, and
 * an environment each.
 */
export function groupByEnvironment(named: readonly NamedUnit[]): ReadonlyMap<string, readonly NamedUnit[]> {
  const byLabel = Map.groupBy(named, ({ label }) => toEnvironmentName(label));
  const groups = new Map<string, NamedUnit[]>();
  const haveClusters = [...byLabel.values()].some(areClusters);
  for (const [label, members] of byLabel) {
    for (const member of members) {
      const rest = haveClusters ? ownLabels(member, named) : [];
      const name = toEnvironmentName([...rest, label].join("-"));
      groups.set(name, [...(groups.get(name) ?? []), member]);
    }
  }
  return groups;
}

function areClusters(members: readonly NamedUnit[]): boolean {
  const alike = members.filter(({ unit }) =>
    members.some((other) => other.unit !== unit && (overlap(unit.releases, other.unit.releases) ?? 0) >= 0.5),
  );
  return alike.length * 2 > members.length;
}

/** The other labels without those that all have. */
function ownLabels({ others }: NamedUnit, named: readonly NamedUnit[]): readonly string[] {
  return others.filter((label) => !named.every((one) => one.others.includes(label)));
}

import { count } from "../../../core/count.ts";
import type { ReleaseState } from "../../../dryrun/index.ts";

/** Releases with one cause, whatever their environment. */
export interface ReleaseGroup {
  readonly reason: string;
  readonly releases: readonly ReleaseState[];
  /** The names of the chart repositories, and the host that did not answer. */
  readonly from?: string;
  /** The line that changes it, if it is the same for all. */
  readonly fix?: string;
}

/** Groups releases by host and reason, the largest group first. A host that fails in one way is one line, however many charts it has. */
export function groupByCause(releases: readonly ReleaseState[]): readonly ReleaseGroup[] {
  const groups = new Map<string, ReleaseState[]>();
  for (const release of releases) {
    const key = JSON.stringify([release.host ?? null, release.reason ?? ""]);
    groups.set(key, [...(groups.get(key) ?? []), release]);
  }
  return [...groups.values()].map(describeGroup).toSorted((a, b) => b.releases.length - a.releases.length);
}

function describeGroup(releases: readonly ReleaseState[]): ReleaseGroup {
  const [first] = releases;
  const fixes = new Set(releases.map(({ fix }) => fix));
  return {
    reason: first?.reason ?? "",
    releases,
    ...(first?.host !== undefined && { from: nameSource(releases, first.host) }),
    ...(fixes.size === 1 && first?.fix !== undefined && { fix: first.fix }),
  };
}

function nameSource(releases: readonly ReleaseState[], host: string): string {
  const aliases = new Set(
    releases.flatMap(({ chart }) => (chart.startsWith("oci://") || !chart.includes("/") ? [] : [chart.split("/", 1)[0]])),
  );
  return aliases.size === 0 ? host : `${[...aliases].join(", ")} (${host})`;
}

/** How many charts of a host, or otherwise releases, in how many environments a group has, or their names. */
export function describeExtent({ releases, from }: Pick<ReleaseGroup, "releases" | "from">, verbose: boolean): string {
  const environments = new Set(releases.map(({ environment }) => environment));
  if (verbose || releases.length === 1) return releases.map(({ environment, release }) => `${environment}/${release}`).join(", ");
  const where = environments.size === 1 ? `in ${[...environments].join("")}` : `in ${count(environments.size, "environment")}`;
  if (from !== undefined) return `${count(new Set(releases.map(({ chart }) => chart)).size, "chart")} ${where}`;
  return `${count(new Set(releases.map(({ release, namespace = "" }) => `${namespace}/${release}`)).size, "release")} ${where}`;
}

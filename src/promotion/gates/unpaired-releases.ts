import { chartName, isLocalChart, mirroredSourceOf } from "../history/chart-source.ts";
import type { RunningRelease } from "../history/history.ts";
import { listUpstreams } from "./compute-gates.ts";
import type { GateInput } from "./gate-input.ts";

/** A follower's release without a gate, whose chart its upstream runs under another name. */
export interface UnpairedRelease {
  readonly environment: string;
  readonly upstream: string;
  readonly release: string;
  /** The upstream's releases of that chart that the follower does not have. */
  readonly others: readonly string[];
}

/** Lists releases that look like ones of their upstream, and are none to promotion, because releases are known by their names. */
export function listUnpaired({
  fleet,
  histories,
  running,
}: Pick<GateInput, "fleet" | "histories" | "running">): readonly UnpairedRelease[] {
  return fleet.environments.flatMap(({ name: environment, follows: upstream, promotion }): UnpairedRelease[] => {
    if (upstream === undefined || promotion?.strict === true) return [];
    const own = running.get(environment) ?? [];
    const names = new Set(own.map(({ name }) => name));
    const known = new Set(
      listUpstreams(environment, fleet).flatMap((one) => [...listNames(histories.get(one) ?? [], running.get(one) ?? [])]),
    );
    const candidates = (running.get(upstream) ?? []).filter(({ name }) => !names.has(name));
    return own.flatMap((release): UnpairedRelease[] => {
      if (known.has(release.name) || isLocalChart(release)) return [];
      const others = candidates.filter((other) => isSameChart(other, release, fleet)).map(({ name }) => name);
      return others.length === 0 ? [] : [{ environment, upstream, release: release.name, others }];
    });
  });
}

function listNames(
  history: readonly { readonly releases?: readonly RunningRelease[] | undefined }[],
  now: readonly RunningRelease[],
): ReadonlySet<string> {
  const names = new Set(now.map(({ name }) => name));
  let before: readonly RunningRelease[] = [];
  for (const { releases = [] } of history) {
    // Unchanged releases are the same objects in the next commit, and nearly all are unchanged.
    for (const [index, release] of releases.entries()) if (release !== before[index]) names.add(release.name);
    before = releases;
  }
  return names;
}

function isSameChart(one: RunningRelease, other: RunningRelease, { sources }: GateInput["fleet"]): boolean {
  return chartName(one) === chartName(other) && mirroredSourceOf(one, sources) === mirroredSourceOf(other, sources);
}

import { computeOwnGates, computeTracks, findUpstream, listUpstreams, type Pairing } from "../gates/compute-gates.ts";
import { findTracks, noTracks, type Tracks } from "../history/periods.ts";
import { checkRelease } from "./changed-release.ts";
import { checkSource } from "./chart-source-change.ts";
import { checkFrozenUpstreams } from "./frozen-upstreams.ts";
import { checkValues } from "../contents/changed-values.ts";
import type { Follower } from "../gates/gate-input.ts";
import { chartName } from "../history/chart-source.ts";
import type { RunningRelease } from "../history/history.ts";
import type { GateFinding, ProposedChange, ReleaseMove } from "./proposed-change.ts";
import { listBrought, pairReleases } from "./release-pairs.ts";
import { warnOfRollbacks } from "./rolled-back-upstream.ts";
import { checkTogether } from "../contents/simultaneous-changes.ts";

/** Whether a change may be merged, and its findings. */
export interface ChangeCheck {
  readonly verdict: "pass" | "fail";
  readonly findings: readonly GateFinding[];
  /** Warnings about the history and the helmfiles from which the gates were computed. */
  readonly warnings: readonly string[];
}

/** Compares the versions of every follower between base and head with its gates, which it computes itself. */
export function checkChange(move: ProposedChange): ChangeCheck {
  const { gates, warnings } = computeOwnGates(move);
  const tracks = computeTracks(move);
  const findings: GateFinding[] = [];
  for (const environment of move.fleet.environments) {
    const { follows, promotion } = environment;
    if (follows === undefined || promotion === undefined) continue;
    const follower = { ...environment, follows, promotion };
    const upstream = tracks.get(follows) ?? noTracks;
    const own = tracks.get(environment.name) ?? noTracks;
    const ownGates = gates.filter((gate) => gate.environment === environment.name);
    for (const pair of pairReleases(move, environment.name)) {
      const change = { ...pair, ...findDeciding(follower, pair.to, { move, tracks }), own, move, gates: ownGates };
      findings.push(...checkRelease(change), ...checkSource(change));
    }
    const reach = move.reach ?? new Map();
    findings.push(
      ...checkTogether(follower, reach),
      ...checkValues(follower, reach),
      ...warnOfRollbacks({ environment: follower, upstream, move }),
    );
  }
  findings.push(...checkFrozenUpstreams(move));
  const order = { error: 0, warning: 1 } as const;
  return {
    verdict: findings.some(({ severity }) => severity === "error") ? "fail" : "pass",
    findings: findings.toSorted((a, b) => order[a.severity] - order[b.severity]),
    warnings,
  };
}

/** The upstream that decides about a release. One that gets the chart only with this change counts as well, from now on. */
function findDeciding(
  follower: Follower,
  to: RunningRelease,
  { move, tracks }: { readonly move: ProposedChange; readonly tracks: ReadonlyMap<string, Tracks> },
): Pairing & Pick<ReleaseMove, "brought"> {
  for (const name of listUpstreams(follower.name, move.fleet)) {
    const upstream = tracks.get(name) ?? noTracks;
    if (findTracks(upstream, to).length > 0) break;
    const brought = listBrought(move, name).filter((one) => chartName(one) === chartName(to));
    if (brought.length > 0) return { environment: { ...follower, follows: name }, upstream, brought };
  }
  return { ...findUpstream(follower, to, { fleet: move.fleet, tracks }), brought: [] };
}

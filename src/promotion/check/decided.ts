import type { GateFinding, ReleaseMove } from "./proposed-change.ts";
import { isSameVersion } from "./release-pairs.ts";
import { findHold, listApprovals, type Approval } from "../decisions/decisions.ts";
import { findLivingApproval } from "../gates/approvals.ts";
import { listRolledBack, type LostVersion } from "../gates/soak.ts";
import { findTracks, listTracksOfChart, trackKey } from "../history/periods.ts";
import { chartName } from "../history/chart-source.ts";
import { parseVersion } from "../history/version.ts";

/** The refusal of a held version. A hold counts for every name under which the chart runs. */
export function describeHold({ environment, to, upstream, own, move }: ReleaseMove): Pick<GateFinding, "rule" | "message"> | undefined {
  const version = to.version ?? "";
  const namesakes = (move.running.get(environment.name) ?? []).filter((one) => chartName(one) === chartName(to));
  const tracks = [...listTracksOfChart(upstream, to), ...listTracksOfChart(own, to)];
  const names = new Set([to.name, ...namesakes.map(({ name }) => name), ...tracks.map(({ release }) => release)]);
  for (const name of names) {
    const hold = findHold(move.decisions, name, { version, now: move.now });
    if (hold === undefined) continue;
    return { rule: "hold", message: `${version} is held: ${hold.reason}; use another version, or end the hold in promotion.yaml` };
  }
  return undefined;
}

/** The approval of people for this version, release and environment, unless a rollback or a verification has ended it. */
export function findApproval(change: ReleaseMove): Approval | undefined {
  const { environment, to, move } = change;
  if (parseVersion(to.version) === undefined) return undefined;
  return findLivingApproval({
    input: move,
    environment,
    release: { name: to.name, version: to.version ?? "" },
    losses: listLosses({ ...change, now: move.now }),
  });
}

/** Whether people approved the version for this release and environment, and nothing has ended that. */
export function hasApproval(change: ReleaseMove): boolean {
  return findApproval(change) !== undefined;
}

/** Says that the approval of a version does not count, if there is one, and what to do. */
export function describeEndedApproval(change: ReleaseMove): string {
  const { environment, to, move } = change;
  const approvals = listApprovals(move.decisions, environment.name, to.name);
  if (!approvals.some((item) => isSameVersion(item.version, to.version)) || hasApproval(change)) return "";
  return "; its approval is older than that, so a new one needs a new reason";
}

/** How the upstream and the environment itself left versions of this chart for older ones. */
export function listLosses({
  to,
  upstream,
  own,
  now,
}: Pick<ReleaseMove, "to" | "upstream" | "own"> & { readonly now: number }): readonly LostVersion[] {
  const ownTrack = own.tracks.get(trackKey(to));
  const tracks = [...findTracks(upstream, to), ...(ownTrack === undefined ? [] : [ownTrack])];
  return tracks.flatMap((track) => listRolledBack(track, now));
}

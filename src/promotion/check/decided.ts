import type { GateFinding, ReleaseMove } from "./proposed-change.ts";
import { isSameVersion } from "./release-pairs.ts";
import { findHold, listApprovals, type Approval } from "../decisions/decisions.ts";
import { findLivingApproval } from "../gates/approvals.ts";
import { listRolledBack, type LostVersion } from "../gates/soak.ts";
import { findTracks, trackKey } from "../history/periods.ts";
import type { RunningRelease } from "../history/history.ts";
import { chartName } from "../history/chart-source.ts";
import { parseVersion } from "../history/version.ts";

/** The refusal of a version that is held for one of these names. */
export function describeHold({ to, move }: ReleaseMove, names: readonly string[]): Pick<GateFinding, "rule" | "message"> | undefined {
  const version = to.version ?? "";
  for (const name of names) {
    const hold = findHold(move.decisions, name, { version, now: move.now });
    if (hold === undefined) continue;
    return { rule: "hold", message: `${version} is held: ${hold.reason}; use another version, or end the hold in promotion.yaml` };
  }
  return undefined;
}

/** All names under which the chart of a new release runs or ran anywhere, since a hold counts for each. */
export function listNamesOfChart({ to, move }: ReleaseMove): readonly string[] {
  const past = [...move.histories.values()].flatMap((entries) => entries.flatMap(({ releases = [] }) => releases));
  const namesakes = [...past, ...[...move.running.values()].flat()].filter((one) => chartName(one) === chartName(to));
  return [...new Set([to.name, ...namesakes.map(({ name }) => name)])];
}

/** The approval of people for this version, release and environment, unless a rollback or a verification has ended it. */
export function findApproval(change: ReleaseMove): Approval | undefined {
  const { environment, to, move } = change;
  if (parseVersion(to.version) === undefined) return undefined;
  return findLivingApproval({
    input: move,
    environment,
    release: { ...to, version: to.version ?? "" },
    losses: listLosses({ ...change, running: move.running.get(environment.name) ?? [], now: move.now }),
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

/** A version of a release, and the pasts that decide about it. */
interface LossSubject extends Pick<ReleaseMove, "to" | "upstream" | "own"> {
  /** What the environment runs. */
  readonly running: readonly RunningRelease[];
  readonly now: number;
}

/** How the upstream left versions of this chart for older ones, and the environment itself this version. */
export function listLosses({ to, upstream, own, running, now }: LossSubject): readonly LostVersion[] {
  const losses = findTracks(upstream, to).flatMap((track) => listRolledBack(track, now));
  return [...losses, ...listOwnLosses({ to, own, running, now })];
}

/** How the environment itself left this version for an older one. */
export function findOwnLoss({ environment, to, own, move }: ReleaseMove): LostVersion | undefined {
  return listOwnLosses({ to, own, running: move.running.get(environment.name) ?? [], now: move.now })[0];
}

/** What still runs in a twin was not left. */
function listOwnLosses({ to, own, running, now }: Omit<LossSubject, "upstream">): readonly LostVersion[] {
  const track = own.tracks.get(trackKey(to));
  const isIt = (one: { readonly version?: string }): boolean => isSameVersion(one.version, to.version);
  if (track === undefined || running.some((one) => trackKey(one) === trackKey(to) && isIt(one))) return [];
  return listRolledBack(track, now).filter(isIt);
}

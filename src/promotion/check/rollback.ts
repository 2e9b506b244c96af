import type { GateFinding, ReleaseMove } from "./proposed-change.ts";
import { describeHold, findOwnLoss, hasApproval } from "./decided.ts";
import { isSameVersion } from "./release-pairs.ts";
import { findTracks, trackKey, type Track } from "../history/periods.ts";
import { computeSoakState, findSoakReason, listRolledBack, soakOf } from "../gates/soak.ts";
import { describeLoss, describeOwnLoss } from "../gates/release-gate.ts";

/** A rollback may go to a version that the follower ran or that soaked upstream, and that neither rolled back, in a freeze too. */
export function checkRollback(change: ReleaseMove): Pick<GateFinding, "rule" | "message"> | undefined {
  const { environment, to, upstream, move } = change;
  const version = to.version ?? "";
  const held = describeHold(change, [to.name]);
  if (held !== undefined) return held;
  if (hasApproval(change)) return undefined;
  const ownLoss = findOwnLoss(change);
  if (ownLoss !== undefined) return refuse(`${version} ${describeOwnLoss(ownLoss, environment.name)}`);
  if (hasRun(change)) return undefined;
  const tracks = findTracks(upstream, to);
  const loss = tracks.flatMap((track) => listRolledBack(track, move.now)).find((item) => isSameVersion(item.version, version));
  if (loss !== undefined) return refuse(`${version} ${describeLoss(loss, environment.follows)}`);
  if (tracks.some((track) => hasSoaked(track, change))) return undefined;
  return refuse(`${environment.name} has not run ${version}, and it has not soaked in ${environment.follows}`);
}

function refuse(why: string): Pick<GateFinding, "rule" | "message"> {
  return { rule: "rollback", message: `${why}; go back to a version that ran, or approve this one` };
}

/** Whether the follower itself ran the version of this chart. Twins count one by one. */
function hasRun({ environment, to, move }: ReleaseMove): boolean {
  const entries = move.histories.get(environment.name) ?? [];
  const all = [...entries.map(({ releases = [] }) => releases), move.running.get(environment.name) ?? []];
  return all.some((releases) => releases.some((one) => trackKey(one) === trackKey(to) && isSameVersion(one.version, to.version)));
}

/** A version that the upstream only ran for a moment has proved nothing. */
function hasSoaked(track: Track, { environment, to, move }: ReleaseMove): boolean {
  const { patch, minor, major } = soakOf(environment, to.name);
  const rule = { ...environment.promotion, soak: Math.min(patch, minor, major) };
  return computeSoakState(track, move.now).soaked.some(
    (item) => isSameVersion(item.version, to.version) && findSoakReason(item, rule) !== undefined,
  );
}

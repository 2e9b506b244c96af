import type { ReleaseMove } from "./proposed-change.ts";
import { findHold, listApprovals } from "../decisions/decisions.ts";
import type { GateFinding } from "./proposed-change.ts";
import { trackKey } from "../history/periods.ts";
import { soakOf } from "../gates/soak.ts";
import { computeSoakState, findSoakReason } from "../gates/soak.ts";
import { compareVersions, versionKey } from "../history/version.ts";

/** A release that is new in its environment, or has another chart now: it may start with what its upstream runs, or with anything that has soaked there for a major update. */
export function checkAddition({ environment, from, to, upstream, move }: ReleaseMove): GateFinding | undefined {
  const version = to.version ?? "";
  const about = { environment: environment.name, release: to.name, from: from?.version, to: version, severity: "error" } as const;
  const hold = findHold(move.decisions, to.name, { version, now: move.now });
  if (hold !== undefined) return { ...about, rule: "hold", message: `${version} is held: ${hold.reason}` };
  const approvals = listApprovals(move.decisions, environment.name, to.name);
  if (approvals.some((item) => versionKey(item.version) === versionKey(version))) return undefined;
  const track = upstream.tracks.get(trackKey(to));
  const { running, soaked } = track === undefined ? { running: undefined, soaked: [] } : computeSoakState(track, move.now);
  if (running !== undefined && compareVersions(version, running.version) <= 0) return undefined;
  const rule = { ...environment.promotion, soak: soakOf(environment, to.name).major };
  if (soaked.some((item) => versionKey(item.version) === versionKey(version) && findSoakReason(item, rule) !== undefined)) return undefined;
  const runs =
    running === undefined
      ? `${environment.follows} does not run it with chart ${to.chart}`
      : `${environment.follows} runs ${running.version}`;
  return {
    ...about,
    rule: "added",
    message: `${version} would be new in ${environment.name}, and ${runs}; start with what ${environment.follows} runs`,
  };
}

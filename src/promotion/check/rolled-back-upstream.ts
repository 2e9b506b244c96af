import type { ProposedChange } from "./proposed-change.ts";
import type { GateFinding } from "./proposed-change.ts";
import type { Follower } from "../gates/gate-input.ts";
import { trackKey, type Tracks } from "../history/periods.ts";
import { computeSoakState } from "../gates/soak.ts";
import { isoTime } from "../history/times.ts";
import { parseVersion, versionKey } from "../history/version.ts";

/** Warns where a follower would still run a version that its upstream left for an older one. */
export function warnOfRollbacks({
  environment,
  upstream,
  move,
}: {
  environment: Follower;
  upstream: Tracks;
  move: ProposedChange;
}): readonly GateFinding[] {
  return (move.head.get(environment.name) ?? []).flatMap((release): GateFinding[] => {
    const track = upstream.tracks.get(trackKey(release));
    const { version, name } = release;
    if (track === undefined || version === undefined || parseVersion(version) === undefined) return [];
    const { disqualified, running } = computeSoakState(track, move.now);
    const left = disqualified.find((item) => item.end === "rolled back" && versionKey(item.version) === versionKey(version));
    if (left === undefined) return [];
    const now = running === undefined ? "" : ` and runs ${running.version} now`;
    const message = `${environment.name} runs ${version}, which ${environment.follows} rolled back on ${isoTime(left.at).slice(0, 10)}${now}`;
    return [
      {
        severity: "warning",
        environment: environment.name,
        release: name,
        from: version,
        to: version,
        rule: "rolled-back-upstream",
        message,
      },
    ];
  });
}

import type { Move } from "./move.ts";
import type { Finding } from "./finding.ts";
import type { Follower } from "./gate-input.ts";
import { trackKey, type Tracks } from "./periods.ts";
import { computeStanding } from "./soaked.ts";
import { isoTime } from "./times.ts";
import { parseVersion, versionKey } from "./version.ts";

/** Warns where a follower would still run a version that its upstream left for an older one. */
export function warnOfRollbacks({
  environment,
  upstream,
  move,
}: {
  environment: Follower;
  upstream: Tracks;
  move: Move;
}): readonly Finding[] {
  return (move.head.get(environment.name) ?? []).flatMap((release): Finding[] => {
    const track = upstream.tracks.get(trackKey(release));
    const { version, name } = release;
    if (track === undefined || version === undefined || parseVersion(version) === undefined) return [];
    const { lost, running } = computeStanding(track, move.now);
    const left = lost.find((item) => item.end === "rolled back" && versionKey(item.version) === versionKey(version));
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

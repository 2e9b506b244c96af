import type { GateFinding, ReleaseMove } from "./proposed-change.ts";
import { isSameVersion } from "./release-pairs.ts";
import { findHold, listApprovals } from "../decisions/decisions.ts";
import { listTracksOfChart } from "../history/periods.ts";
import { chartName } from "../history/chart-source.ts";

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

/** Whether people approved the version for this release and environment. */
export function hasApproval({ environment, to, move }: Pick<ReleaseMove, "environment" | "to" | "move">): boolean {
  return listApprovals(move.decisions, environment.name, to.name).some((item) => isSameVersion(item.version, to.version));
}

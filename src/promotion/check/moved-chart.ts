import { withoutTrailingSlash } from "../../core/url.ts";
import type { GateFinding } from "./proposed-change.ts";
import type { RunningRelease } from "../history/history.ts";
import type { ReleaseMove } from "./proposed-change.ts";
import { trackKey } from "../history/periods.ts";

/**
 * Finds a chart of the same name that comes from another repository, where the same version may be something else. With
 * `together: fail` the follower may go only where its upstream already is.
 */
export function checkMovedChart({ environment, from, to, move }: Omit<ReleaseMove, "upstream">): readonly GateFinding[] {
  if (from === undefined || trackKey(from) !== trackKey(to)) return [];
  const [before, after] = [addressOf(from), addressOf(to)];
  if (before === undefined || after === undefined || before === after) return [];
  const { name, follows, promotion } = environment;
  const isRefused = promotion.together === "fail" && !runsFrom(move.running.get(follows) ?? [], to, after);
  const what = `chart ${to.chart} comes from ${after} instead of ${before}, where the same version may be something else`;
  return [
    {
      severity: isRefused ? "error" : "warning",
      environment: name,
      release: to.name,
      from: from.version,
      to: to.version,
      rule: "moved",
      message: isRefused ? `${what}; ${follows} does not run it from there: move ${follows} first` : what,
    },
  ];
}

function runsFrom(releases: readonly RunningRelease[], to: RunningRelease, address: string): boolean {
  return releases.some((release) => trackKey(release) === trackKey(to) && addressOf(release) === address);
}

function addressOf({ repositoryUrl }: RunningRelease): string | undefined {
  return repositoryUrl === undefined ? undefined : withoutTrailingSlash(repositoryUrl);
}

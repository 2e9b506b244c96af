import type { Finding } from "./finding.ts";
import type { RunningRelease } from "./history.ts";
import { trackKey } from "./periods.ts";

/** Warns where a chart of the same name comes from another repository: the same version may be something else there. */
export function warnOfMovedChart(environment: string, from: RunningRelease | undefined, to: RunningRelease): readonly Finding[] {
  if (from === undefined || trackKey(from) !== trackKey(to)) return [];
  const [before, after] = [from.repositoryUrl, to.repositoryUrl].map((url) => url?.replace(/\/+$/u, ""));
  if (before === undefined || after === undefined || before === after) return [];
  const message = `chart ${to.chart} comes from ${after} instead of ${before}, where the same version may be something else`;
  return [{ severity: "warning", environment, release: to.name, from: from.version, to: to.version, rule: "moved", message }];
}

import type { GateFinding, ReleaseMove } from "./proposed-change.ts";
import { hasApproval } from "./decided.ts";
import { chartName, sourceOf } from "../history/chart-source.ts";
import { trackKey } from "../history/periods.ts";

/**
 * Finds a chart that a change takes from another address, where the same version may be something else. A follower may take
 * it from where its upstream took it once, or from where the follower itself takes it now.
 */
export function checkSource(change: ReleaseMove): readonly GateFinding[] {
  const { environment, from, to, upstream, move } = change;
  const isAdded = from === undefined || trackKey(from) !== trackKey(to);
  const [before, after] = [isAdded ? undefined : sourceOf(from), sourceOf(to)];
  if (!isAdded && before === after) return [];
  const known = upstream.sources.get(chartName(to));
  const own = (move.running.get(environment.name) ?? []).filter((one) => chartName(one) === chartName(to)).map(sourceOf);
  const isKnown = after !== undefined && (known?.has(after) === true || (isAdded && own.includes(after)));
  if (isAdded && (isKnown || known === undefined)) return [];
  const isRefused = !isKnown && known !== undefined && !hasApproval(change);
  const instead = before === undefined ? "" : ` instead of ${before}`;
  const what =
    after === undefined
      ? `the repository of chart ${to.chart} is unknown${instead}`
      : `chart ${to.chart} comes from ${after}${instead}, where the same version may have other content`;
  const { name, follows } = environment;
  const way = `${follows} has never taken it from there; let ${follows} do so first, or approve ${to.version ?? "the version"}`;
  return [
    {
      severity: isRefused ? "error" : "warning",
      environment: name,
      release: to.name,
      from: from?.version,
      to: to.version,
      rule: "source",
      message: isRefused ? `${what}; ${way}` : what,
    },
  ];
}

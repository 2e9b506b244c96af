import type { GateFinding, ReleaseMove } from "./proposed-change.ts";
import { hasApproval } from "./decided.ts";
import { computeTracks } from "../gates/compute-gates.ts";
import type { GateInput } from "../gates/gate-input.ts";
import { chartName, listNewlyTrusted, listTrusted, mirroredSourceOf, sourceOf } from "../history/chart-source.ts";
import { trackKey } from "../history/periods.ts";

/**
 * Finds a chart that a change takes from another address, where the same version may be something else, or in a way that makes it easier
 * to serve another one. A follower may take it from where its upstream took it once, or from where the follower itself takes it now.
 */
export function checkSource(change: ReleaseMove): readonly GateFinding[] {
  const { environment, from, to, upstream, move } = change;
  const isAdded = from === undefined || trackKey(from) !== trackKey(to);
  const { sources } = move.fleet;
  const [before, after] = [isAdded ? undefined : mirroredSourceOf(from, sources), mirroredSourceOf(to, sources)];
  const fresh = listNewlyTrusted(listTrusted(to, sources), new Set(isAdded ? [] : listTrusted(from, sources)));
  if (!isAdded && before === after && fresh.length === 0) return [];
  const brought = new Set(change.brought.flatMap((one) => listTrusted(one)));
  const known = upstream.sources.get(chartName(to)) ?? (brought.size === 0 ? undefined : brought);
  const own = (move.running.get(environment.name) ?? [])
    .filter((one) => chartName(one) === chartName(to))
    .flatMap((one) => listTrusted(one, sources));
  const unknown = listNewlyTrusted(fresh, new Set([...(known ?? []), ...(isAdded ? own : [])]));
  const isKnown = after !== undefined && unknown.length === 0;
  if (isAdded && (isKnown || known === undefined)) return [];
  const isRefused = !isKnown && known !== undefined && sources?.unknown !== "warn" && !hasApproval(change);
  const isMoved = before !== after && (unknown.length === 0 || (after !== undefined && unknown.includes(after)));
  const instead = before === undefined || !isMoved ? "" : ` instead of ${before}`;
  const what =
    after === undefined
      ? `the repository of chart ${to.chart} is unknown${instead}`
      : `chart ${to.chart} comes from ${isMoved ? after : (unknown.length > 0 ? unknown : fresh).join(", ")}${instead}, where the same version may have other content`;
  const { name, follows } = environment;
  const approve = `approve ${to.version ?? "the version"}`;
  const way = isMoved
    ? `${follows} has never taken it from there; let ${follows} do so first, ${approve}, or declare a mirror in sources`
    : `${follows} has never trusted that; let ${follows} do so first, or ${approve}`;
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

/** An address of a follower, and the one that its upstream takes the same charts from now. */
interface OtherSource {
  readonly environment: string;
  readonly upstream: string;
  readonly chart: string;
  readonly from: string;
  readonly to: string;
}

/** Lists the addresses from which followers take a chart now, and their upstreams never did: mirrors, or mistakes. */
export function listOtherSources(input: Pick<GateInput, "fleet" | "running" | "histories" | "now">): readonly OtherSource[] {
  const tracks = computeTracks(input);
  const { sources } = input.fleet;
  const found = input.fleet.environments.flatMap(({ name: environment, follows: upstream }): OtherSource[] => {
    if (upstream === undefined) return [];
    return (input.running.get(environment) ?? []).flatMap((release) => {
      const chart = chartName(release);
      const from = mirroredSourceOf(release, sources);
      const namesake = input.running.get(upstream)?.find((one) => chartName(one) === chart);
      const to = namesake && sourceOf(namesake);
      if (from === undefined || to === undefined || tracks.get(upstream)?.sources.get(chart)?.has(from) !== false) return [];
      return [{ environment, upstream, chart, from, to }];
    });
  });
  return [...new Map(found.map((one) => [`${one.from} ${one.to}`, one])).values()];
}

import { day } from "../core/time.ts";
import { chartName, compareVersions, computeSoakState, findSoakReason, isoTime, versionKey, type Track } from "../promotion/index.ts";
import type { ArrivalsApart, ArrivedVersion, AuditedPair, BehindRelease, LagGroup, WentDown } from "./audit.generated.ts";
import { describeSpread, toHours } from "./lag-spread.ts";
import { listArrivals, type Arrival, type Branch, type ReleaseRuns } from "./release-runs.ts";

/** An environment with all that ran in it. */
interface EnvironmentRuns {
  readonly name: string;
  readonly releases: ReadonlyMap<string, ReleaseRuns>;
}

/** An environment, the one before it, and those before that. */
export interface PairInput {
  readonly upstream: EnvironmentRuns;
  readonly downstream: EnvironmentRuns;
  readonly earlier: readonly EnvironmentRuns[];
  readonly branch: Branch;
  /** In milliseconds. */
  readonly soak: number;
  /** By commit: whether a bot is its author. */
  readonly bots: ReadonlyMap<string, boolean>;
}

type Kind = keyof ArrivalsApart | "upgrade";

interface Judged {
  readonly kind: Kind;
  readonly arrival: Arrival;
  readonly shown: ArrivedVersion;
  readonly lag: number;
  readonly upstream: ReleaseRuns;
}

/** Compares when versions came to an environment with when they came to the one before it. */
export function comparePair(input: PairInput): AuditedPair {
  const { upstream, downstream, branch, soak, bots } = input;
  const pairs = [...downstream.releases.values()].map((own) => ({ own, above: findUpstream(own, input) }));
  const judged = pairs.flatMap(({ own, above }) => (above === undefined ? [] : judgeArrivals(own, above, input)));
  const inOrder = judged.toSorted((a, b) => a.arrival.order - b.arrival.order);
  const upgrades = inOrder.filter(({ kind }) => kind === "upgrade");
  const listOf = (kind: Kind): readonly ArrivedVersion[] => inOrder.filter((item) => item.kind === kind).map(({ shown }) => shown);
  const held = upgrades.filter(({ arrival, upstream: above }) => !above.tracks.some((track) => hasSoaked(track, arrival, soak)));
  const left = held.filter(({ arrival, upstream: above }) => above.tracks.some((track) => wasLeftInTime(track, arrival, soak)));
  const met = new Set(pairs.map(({ above }) => above));
  return {
    upstream: upstream.name,
    downstream: downstream.name,
    upgrades: describeSpread(upgrades.map(({ lag }) => lag)),
    byRelease: groupLags(upgrades, ({ shown }) => shown.release),
    byMonth: groupLags(upgrades, ({ shown }) => shown.at.slice(0, 7)),
    byAuthor: groupLags(upgrades, ({ arrival }) => (bots.get(arrival.commit.id) === true ? "bot" : "person")),
    apart: {
      births: listOf("births"),
      together: listOf("together"),
      downstreamFirst: listOf("downstreamFirst"),
      neverUpstream: listOf("neverUpstream"),
      wentDown: listOf("wentDown"),
      unclear: listOf("unclear"),
    },
    neverArrived: pairs.map(({ own, above }) => (above === undefined ? 0 : countMissing(own, above))).reduce((a, b) => a + b, 0),
    onlyUpstream: [...upstream.releases.values()].filter((release) => isOpen(release) && !met.has(release)).map(({ release }) => release),
    onlyDownstream: pairs.filter(({ own, above }) => above === undefined && isOpen(own)).map(({ own }) => own.release),
    wentDown: pairs.flatMap(({ own, above }) => (above === undefined ? [] : listWentDown(own, above, branch))),
    behind: pairs
      .flatMap(({ own, above }) => (above === undefined ? [] : describeBehind(own, above, branch.now)))
      .toSorted((a, b) => b.days - a.days),
    wouldHold: { upgrades: held.length, leftInTime: left.map(({ shown }) => shown) },
    arrivals: upgrades.map(({ shown }) => shown),
  };
}

/** The release of the same name and chart, or the only one of that chart on both sides. */
function findUpstream(own: ReleaseRuns, { upstream, downstream }: PairInput): ReleaseRuns | undefined {
  const ofChart = ({ releases }: EnvironmentRuns) => [...releases].filter(([, release]) => chartName(release) === chartName(own));
  const [candidates, siblings] = [ofChart(upstream), ofChart(downstream)];
  const same = candidates.find(([, { release }]) => release === own.release);
  if (same !== undefined) return same[1];
  return candidates.length === 1 && siblings.length === 1 ? candidates[0]?.[1] : undefined;
}

function judgeArrivals(own: ReleaseRuns, above: ReleaseRuns, { earlier }: PairInput): readonly Judged[] {
  const firstAbove = new Map(listArrivals(above).map((arrival) => [versionKey(arrival.version), arrival]));
  return listArrivals(own).map((arrival) => {
    const upstream = firstAbove.get(versionKey(arrival.version));
    const kind = judgeArrival(arrival, upstream);
    const lag = upstream === undefined ? 0 : Math.max(0, arrival.at - upstream.at);
    const lastLag = upstream === undefined ? 0 : Math.max(0, arrival.lastAt - upstream.at);
    const ranIn = kind === "neverUpstream" ? earlier.filter((environment) => hasRun(environment, own, arrival.version)) : [];
    const shown: ArrivedVersion = {
      release: own.release,
      chart: own.chart,
      version: arrival.version,
      at: isoTime(arrival.at),
      commit: arrival.commit.id,
      ...(kind === "upgrade" && { lagHours: toHours(lag) }),
      ...(kind === "upgrade" && lastLag !== lag && { lastLagHours: toHours(lastLag) }),
      ...(ranIn.length > 0 && { ranIn: ranIn.map(({ name }) => name) }),
    };
    return { kind, arrival, shown, lag, upstream: above };
  });
}

function judgeArrival(arrival: Arrival, upstream: Arrival | undefined): Kind {
  if (arrival.former === undefined) return arrival.isSure ? "births" : "unclear";
  if (compareVersions(arrival.version, arrival.former) < 0) return "wentDown";
  if (upstream === undefined) return "neverUpstream";
  if (!arrival.isSure || !upstream.isSure) return "unclear";
  if (upstream.commit.id === arrival.commit.id) return "together";
  return upstream.order > arrival.order ? "downstreamFirst" : "upgrade";
}

function hasRun({ releases }: EnvironmentRuns, own: ReleaseRuns, version: string): boolean {
  return [...releases.values()].some(
    (other) =>
      other.release === own.release &&
      chartName(other) === chartName(own) &&
      other.runs.some((run) => versionKey(run.version) === versionKey(version)),
  );
}

/** Under the rule that `follows` and `soak` set up by default. */
function hasSoaked(track: Track, { version, at }: Pick<Arrival, "version" | "at">, soak: number): boolean {
  const item = computeSoakState(track, at).soaked.find((one) => versionKey(one.version) === versionKey(version));
  return item !== undefined && findSoakReason(item, { soak, superseded: "continues", minimum: day }) !== undefined;
}

function wasLeftInTime(track: Track, arrival: Arrival, soak: number): boolean {
  return track.periods.some(
    ({ version, end, until }) =>
      end === "rolled back" &&
      until !== undefined &&
      versionKey(version) === versionKey(arrival.version) &&
      !hasSoaked(track, { version, at: until - 1 }, soak),
  );
}

function listWentDown(own: ReleaseRuns, above: ReleaseRuns, { ranks }: Branch): readonly WentDown[] {
  const arrivals = new Map(listArrivals(own).map((arrival) => [versionKey(arrival.version), arrival]));
  return above.tracks.flatMap(({ periods }) =>
    periods.flatMap(({ version, end, until, untilCommit }): WentDown[] => {
      if (end !== "rolled back" || until === undefined || untilCommit === undefined) return [];
      const came = arrivals.get(versionKey(version));
      const isBefore = came !== undefined && came.order < (ranks.get(untilCommit.id) ?? 0);
      return [
        {
          release: above.release,
          version,
          at: isoTime(until),
          commit: untilCommit.id,
          downstream: came === undefined ? "never" : isBefore ? "before" : "after",
          ...(came !== undefined && { cameDownstream: isoTime(came.at) }),
        },
      ];
    }),
  );
}

function describeBehind(own: ReleaseRuns, above: ReleaseRuns, now: number): readonly BehindRelease[] {
  const [version, upstreamVersion] = [lowestOpen(own), lowestOpen(above)];
  if (version === undefined || upstreamVersion === undefined || compareVersions(upstreamVersion, version) <= 0) return [];
  const newer = above.runs.filter((run) => compareVersions(run.version, version) > 0);
  const since = Math.min(...newer.map(({ at }) => at));
  const versions = new Set(newer.map((run) => versionKey(run.version))).size;
  return [{ release: own.release, version, upstreamVersion, versions, days: Math.round(((now - since) / day) * 10) / 10 }];
}

function lowestOpen({ runs }: ReleaseRuns): string | undefined {
  return runs
    .filter(({ isOpen: runsNow }) => runsNow)
    .map(({ version }) => version)
    .toSorted(compareVersions)[0];
}

function isOpen({ runs }: ReleaseRuns): boolean {
  return runs.some(({ isOpen: runsNow }) => runsNow);
}

/** Versions that only the upstream had, of those that came when the downstream already had the release. */
function countMissing(own: ReleaseRuns, above: ReleaseRuns): number {
  const here = new Set(own.runs.map(({ version }) => versionKey(version)));
  return listArrivals(above).filter(({ version }) => !here.has(versionKey(version))).length;
}

function groupLags(items: readonly Judged[], nameOf: (item: Judged) => string): readonly LagGroup[] {
  return [...Map.groupBy(items, nameOf)]
    .map(([name, group]) => ({ name, spread: describeSpread(group.map(({ lag }) => lag)) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

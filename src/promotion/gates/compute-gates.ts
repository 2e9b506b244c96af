import { suggestName } from "../../core/suggestion.ts";
import { findFreeze } from "../decisions/decisions.ts";
import type { Drift, Gate, Gates } from "./gate.ts";
import type { Follower, GateInput } from "./gate-input.ts";
import { settleCommitTimes } from "../history/commit-times.ts";
import type { RunningRelease } from "../history/history.ts";
import { computePeriods, findTracks, noTracks, trackKey, type Track, type Tracks } from "../history/periods.ts";
import { isLocalChart } from "../history/chart-source.ts";
import { mergeGates } from "./chart-gates.ts";
import { computeFrozenGate } from "./frozen-gate.ts";
import { computeGate } from "./release-gate.ts";
import { shareGates } from "./shared-gates.ts";
import { compareVersions, parseVersion } from "../history/version.ts";

/** Computes what Renovate may offer: releases of one chart in one environment share a gate. Pure: the same input, the same gates. */
export function computeGates(input: GateInput): Gates {
  const own = computeOwnGates(input);
  return { ...own, gates: shareGates(own.gates) };
}

/** Computes the gate of every release in every environment that follows another. */
export function computeOwnGates(input: GateInput): Gates {
  const tracks = computeTracks(input);
  const gates: Gate[] = [];
  const drift: Drift[] = [];
  const upstreams = new Set(input.fleet.environments.flatMap(({ follows }) => follows ?? []));
  const warnings = [...upstreams].flatMap((name) => (tracks.get(name)?.warnings ?? []).map((warning) => `${name}: ${warning}`));
  for (const environment of input.fleet.environments) {
    const { follows, promotion } = environment;
    if (follows === undefined || promotion === undefined) continue;
    const found = gateEnvironment(input, { ...environment, follows, promotion }, tracks);
    gates.push(...found.gates);
    drift.push(...found.drift);
    warnings.push(...found.warnings);
  }
  return { gates, drift, warnings };
}

type TracksInput = Pick<GateInput, "histories" | "now" | "mainline">;

/** The last tracks of each history: gates, sources and rollbacks ask for the same ones. */
const computed = new WeakMap<GateInput["histories"], { readonly input: TracksInput; readonly tracks: ReadonlyMap<string, Tracks> }>();

/** Computes the periods of every environment that has a history. */
export function computeTracks(input: TracksInput): ReadonlyMap<string, Tracks> {
  const { histories, now, mainline } = input;
  const known = computed.get(histories);
  if (known !== undefined && isSameTime(known.input, input)) return known.tracks;
  const times = mainline && settleCommitTimes(mainline, now);
  const tracks = new Map([...histories].map(([name, history]) => [name, computePeriods(history, now, times)] as const));
  computed.set(histories, { input: { histories, now, ...(mainline && { mainline }) }, tracks });
  return tracks;
}

function isSameTime(one: TracksInput, other: TracksInput): boolean {
  const [seen, otherSeen] = [one.mainline?.seen, other.mainline?.seen];
  const isSeen = seen === otherSeen || (seen?.length === 0 && otherSeen?.length === 0);
  return one.now === other.now && one.mainline?.commits === other.mainline?.commits && isSeen;
}

/** A follower and what its upstream ran. */
export interface Pairing {
  readonly environment: Follower;
  readonly upstream: Tracks;
}

/**
 * The upstream that decides about a release: the nearest one up the chain that ever had the release or its chart, otherwise
 * one that had its name. If none had, the one that the environment follows.
 */
export function findUpstream(
  environment: Follower,
  release: RunningRelease,
  { fleet, tracks }: { readonly fleet: GateInput["fleet"]; readonly tracks: ReadonlyMap<string, Tracks> },
): Pairing {
  const chain = listUpstreams(environment.name, fleet).map((name) => ({ name, upstream: tracks.get(name) ?? noTracks }));
  const found =
    chain.find(({ upstream }) => findTracks(upstream, release).length > 0) ??
    chain.find(({ upstream }) => upstream.names.has(release.name)) ??
    chain[0];
  return { environment: { ...environment, follows: found?.name ?? environment.follows }, upstream: found?.upstream ?? noTracks };
}

/** The environments that one follows, nearest first. */
export function listUpstreams(environment: string, { environments }: Pick<GateInput["fleet"], "environments">): readonly string[] {
  const upstreams = new Set<string>();
  const nextOf = (of: string): string | undefined => environments.find(({ name }) => name === of)?.follows;
  for (let name = nextOf(environment); name !== undefined && !upstreams.has(name); name = nextOf(name)) upstreams.add(name);
  return [...upstreams];
}

function gateEnvironment(input: GateInput, follower: Follower, all: ReadonlyMap<string, Tracks>): Gates {
  const own = all.get(follower.name) ?? noTracks;
  const freeze = findFreeze(input.decisions, follower, input.now);
  const gates: Gate[] = [];
  const drift: Drift[] = [];
  const warnings = [...warnOfUnknownSoaks(follower, input.running.get(follower.name) ?? [])];
  for (const release of distinctReleases(input.running.get(follower.name) ?? [])) {
    const { environment, upstream } = findUpstream(follower, release, { fleet: input.fleet, tracks: all });
    const tracks = findTracks(upstream, release);
    const isKnown = upstream.names.has(release.name) || tracks.length > 0;
    if (!isKnown && !environment.promotion.strict) continue;
    if (parseVersion(release.version) === undefined) {
      if (!isLocalChart(release)) warnings.push(describeUnreadable(environment, release));
      continue;
    }
    const [track] = tracks;
    if (track === undefined && isKnown) {
      warnings.push(
        `${environment.name}: release ${release.name} uses chart ${release.chart}, which ${environment.follows} never ran under that name, so nothing opens`,
      );
    }
    if (track !== undefined && isUnreadable(track)) {
      const place = input.fleet.environments.find(({ name }) => name === environment.follows)?.helmfiles.join(", ") ?? "";
      warnings.push(
        `${environment.follows}: the version of release ${release.name} is missing, a range or a template, so no version soaks; write a literal version (${place})`,
      );
    }
    const subject = { input, environment, release: { ...release, version: release.version ?? "" }, own: own.tracks.get(trackKey(release)) };
    const gateBy = (one: Track | undefined): Gate =>
      freeze === undefined ? computeGate({ ...subject, track: one }) : computeFrozenGate({ ...subject, track: one }, freeze);
    gates.push(mergeGates([gateBy(track), ...tracks.slice(1).map(gateBy)]));
    const last = upstream.tracks.get(trackKey(release))?.periods.at(-1);
    if (last !== undefined && last.until === undefined && compareVersions(release.version ?? "", last.version) > 0) {
      drift.push({ environment: environment.name, release: release.name, version: release.version ?? "", upstream: last.version });
    }
  }
  return { gates, drift, warnings };
}

/** Returns one entry for each identity. Of two, for example in two namespaces, the one with the older version. */
function distinctReleases(releases: readonly RunningRelease[]): readonly RunningRelease[] {
  const distinct = new Map<string, RunningRelease>();
  for (const release of releases) {
    const twin = distinct.get(trackKey(release));
    const isOlder =
      twin === undefined ||
      parseVersion(twin.version) === undefined ||
      (parseVersion(release.version) !== undefined && compareVersions(release.version ?? "", twin.version ?? "") < 0);
    if (isOlder) distinct.set(trackKey(release), release);
  }
  return [...distinct.values()];
}

function warnOfUnknownSoaks({ name, soaks = new Map() }: Follower, releases: readonly RunningRelease[]): readonly string[] {
  const unknown = [...soaks.keys()].filter((release) => !releases.some((running) => running.name === release));
  const names = releases.map((running) => running.name);
  return unknown.map(
    (release) => `${name}: "soaks" names release "${release}", which does not exist; ${suggestName(release, names, "releases")}`,
  );
}

function isUnreadable({ periods }: Track): boolean {
  const last = periods.at(-1);
  return last === undefined || last.end === "unknown";
}

function describeUnreadable({ name, helmfiles }: Follower, release: RunningRelease): string {
  return `${name}: the version of release ${release.name} is missing, a range or a template, so it has no gate; write a literal version (${helmfiles.join(", ")})`;
}

import { chartName, listTrusted, sourceOf } from "./chart-source.ts";
import { describeFaults, settleCommitTimes, type CommitTime, type CommitTimes } from "./commit-times.ts";
import type { Commit, History, RunningRelease } from "./history.ts";
import { compareVersions, parseVersion, versionKey } from "./version.ts";

/** How a version ended: for a newer one, for an older one, with its release, for a chart of another repository, or unreadable. */
type PeriodEnd = "superseded" | "rolled back" | "removed" | "moved" | "unknown";

/** A span of time in which a version ran without a break. Times are in milliseconds since 1970 UTC. */
export interface Period {
  readonly version: string;
  readonly since: number;
  readonly commit: Commit;
  /** Undefined while it still runs, like the next two. */
  readonly until?: number;
  readonly untilCommit?: Commit;
  readonly end?: PeriodEnd;
}

/** All periods of one release with one chart, oldest first. */
export interface Track {
  readonly release: string;
  readonly chart: string;
  readonly periods: readonly Period[];
}

/** The periods of all versions in one environment. */
export interface Tracks {
  /** Tracks by {@link trackKey}. */
  readonly tracks: ReadonlyMap<string, Track>;
  /** Names of all releases that the environment has, or ever had. */
  readonly names: ReadonlySet<string>;
  /** By a chart's name: every address that it came from, and everything else that was trusted for that. */
  readonly sources: ReadonlyMap<string, ReadonlySet<string>>;
  readonly warnings: readonly string[];
}

/** The identity of a release. A release with a new name or another chart starts again. */
export function trackKey(release: Pick<RunningRelease, "name" | "chart">): string {
  return `${release.name} ${chartName(release)}`;
}

/** The tracks that decide about a release: its own, otherwise those of its chart under other names. */
export function findTracks({ tracks }: Pick<Tracks, "tracks">, release: RunningRelease): readonly Track[] {
  const own = tracks.get(trackKey(release));
  return own === undefined ? listTracksOfChart({ tracks }, release) : [own];
}

/** All tracks of a release's chart, under any name. */
export function listTracksOfChart({ tracks }: Pick<Tracks, "tracks">, release: RunningRelease): readonly Track[] {
  return [...tracks.values()].filter((track) => chartName(track) === chartName(release));
}

/** Tracks of an environment that has no history. */
export const noTracks: Tracks = { tracks: new Map(), names: new Set(), sources: new Map(), warnings: [] };

interface Open {
  readonly release: RunningRelease;
  readonly periods: Period[];
  source: string | undefined;
}

/**
 * Computes the periods of each release's versions from a helmfile's history. `times` are those of the whole branch; without
 * them, the history's own commits are all that is known of it.
 */
export function computePeriods(history: History, now: number, times: CommitTimes = settleAlone(history, now)): Tracks {
  const opened = new Map<string, Open>();
  const sources = new Map<string, Set<string>>();
  let previous: Helmfile = { releases: [], byKey: new Map() };
  for (const { commit, releases } of history) {
    const at = { commit, ...(times.get(commit.id) ?? { begins: now, ends: now }) };
    if (releases === undefined) {
      // Nobody knows what ran in the meantime, so that whatever runs afterwards begins again.
      for (const open of opened.values()) closePeriod(open, "unknown", at);
      previous = { ...previous, releases: [] };
      continue;
    }
    noteSources(sources, previous.releases, releases);
    previous = changeInPlace({ opened, previous, releases, at }) ?? changeAnyhow({ opened, previous, releases, at });
  }
  const tracks = new Map<string, Track>();
  for (const [key, { release, periods }] of opened) {
    tracks.set(key, { release: release.name, chart: release.chart, periods });
  }
  return {
    tracks,
    names: new Set([...opened.values()].map(({ release }) => release.name)),
    sources,
    warnings: describeFaults(history, times),
  };
}

function settleAlone(history: History, now: number): CommitTimes {
  return settleCommitTimes({ commits: history.map(({ commit }) => commit), seen: [] }, now);
}

/** Unchanged releases are the same objects in the next commit, and nearly all are unchanged. */
function noteSources(sources: Map<string, Set<string>>, before: readonly RunningRelease[], releases: readonly RunningRelease[]): void {
  for (const [index, release] of releases.entries()) {
    const old = before[index];
    if (release === old || (old !== undefined && isFromThere(release, old))) continue;
    const trusted = listTrusted(release);
    if (trusted.length === 0) continue;
    sources.set(chartName(release), new Set([...(sources.get(chartName(release)) ?? []), ...trusted]));
  }
}

function isFromThere(release: RunningRelease, old: RunningRelease): boolean {
  const { repositoryUrl, chart, oci, trust, signedBy } = release;
  // Two lists of weaknesses are rare, and may as well be noted twice.
  return repositoryUrl === old.repositoryUrl && chart === old.chart && oci === old.oci && trust === old.trust && signedBy === old.signedBy;
}

interface Moment extends Pick<CommitTime, "begins" | "ends"> {
  readonly commit: Commit;
}

interface Helmfile {
  readonly releases: readonly RunningRelease[];
  readonly byKey: Map<string, RunningRelease>;
}

interface Change {
  readonly opened: Map<string, Open>;
  readonly previous: Helmfile;
  readonly releases: readonly RunningRelease[];
  readonly at: Moment;
}

/** A fast path for nearly every commit, in which few releases differ. Returns undefined if releases are added, removed or share an identity. */
function changeInPlace({ opened, previous, releases, at }: Change): Helmfile | undefined {
  const { releases: before, byKey } = previous;
  if (before.length !== releases.length || byKey.size !== releases.length) return undefined;
  const changed = releases.filter((release, index) => release !== before[index]);
  if (changed.length > 10 || !releases.every((release, index) => isAlike(release, before[index]))) return undefined;
  for (const release of changed) {
    byKey.set(trackKey(release), release);
    const open = opened.get(trackKey(release));
    if (open !== undefined) continueWith(open, release, at);
  }
  return { releases, byKey };
}

function isAlike(release: RunningRelease, before: RunningRelease | undefined): boolean {
  return release === before || (before !== undefined && trackKey(release) === trackKey(before));
}

function changeAnyhow({ opened, previous, releases, at }: Change): Helmfile {
  const byKey = lowestByKey(releases);
  for (const key of previous.byKey.keys()) {
    const open = opened.get(key);
    if (open !== undefined && !byKey.has(key)) removeRelease(open, at);
  }
  for (const [key, release] of byKey) {
    const open = opened.get(key) ?? { release, periods: [], source: undefined };
    opened.set(key, open);
    continueWith(open, release, at);
  }
  return { releases, byKey };
}

function continueWith(open: Open, release: RunningRelease, at: Moment): void {
  const last = open.periods.at(-1);
  const running = last?.until === undefined ? last : undefined;
  const { version } = release;
  const source = release.repositoryUrl === undefined ? undefined : sourceOf(release);
  const isMoved = source !== undefined && open.source !== undefined && source !== open.source;
  open.source = source ?? open.source;
  if (version === undefined || parseVersion(version) === undefined) {
    closePeriod(open, "unknown", at);
    return;
  }
  if (running !== undefined && !isMoved && versionKey(running.version) === versionKey(version)) return;
  if (running !== undefined) {
    closePeriod(open, isMoved ? "moved" : compareVersions(version, running.version) > 0 ? "superseded" : "rolled back", at);
  }
  open.periods.push({ version, since: at.begins, commit: at.commit });
}

/** Ends unreadable versions of releases that were removed. */
function removeRelease({ periods }: Open, at: Moment): void {
  const last = periods.at(-1);
  if (last?.end === "unknown") periods[periods.length - 1] = { ...last, end: "removed" };
  else closePeriod({ periods }, "removed", at);
}

function closePeriod({ periods }: Pick<Open, "periods">, end: PeriodEnd, { commit, ends }: Moment): void {
  const last = periods.at(-1);
  if (last === undefined || last.until !== undefined) return;
  periods[periods.length - 1] = { ...last, since: Math.min(last.since, ends), until: ends, untilCommit: commit, end };
}

/** Of two releases with one identity, for example in two namespaces, the older version counts, because only that ran everywhere. */
function lowestByKey(releases: readonly RunningRelease[]): Map<string, RunningRelease> {
  const byKey = new Map<string, RunningRelease>();
  for (const release of releases) {
    const key = trackKey(release);
    const twin = byKey.get(key);
    byKey.set(key, twin === undefined ? release : lower(twin, release));
  }
  return byKey;
}

function lower(a: RunningRelease, b: RunningRelease): RunningRelease {
  if (parseVersion(a.version) === undefined) return a;
  if (parseVersion(b.version) === undefined) return b;
  return compareVersions(a.version ?? "", b.version ?? "") <= 0 ? a : b;
}

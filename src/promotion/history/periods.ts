import { withoutTrailingSlash } from "../../core/url.ts";
import { settleCommitTimes } from "./commit-times.ts";
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
  readonly warnings: readonly string[];
}

/** The identity of a release. A release with a new name or another chart starts again. */
export function trackKey({ name, chart }: Pick<RunningRelease, "name" | "chart">): string {
  return `${name} ${chart.slice(chart.lastIndexOf("/") + 1)}`;
}

interface Open {
  readonly release: RunningRelease;
  readonly periods: Period[];
  repositoryUrl: string | undefined;
}

/** Computes the periods of each release's versions from a helmfile's history. */
export function computePeriods(history: History, now: number): Tracks {
  const { times, warnings } = settleCommitTimes(history, now);
  const opened = new Map<string, Open>();
  let previous: Helmfile = { releases: [], byKey: new Map() };
  for (const [index, { commit, releases }] of history.entries()) {
    if (releases === undefined) continue;
    const at = { commit, time: times[index] ?? now };
    previous = changeInPlace({ opened, previous, releases, at }) ?? changeAnyhow({ opened, previous, releases, at });
  }
  const tracks = new Map<string, Track>();
  for (const [key, { release, periods }] of opened) {
    tracks.set(key, { release: release.name, chart: release.chart, periods });
  }
  return { tracks, names: new Set([...opened.values()].map(({ release }) => release.name)), warnings };
}

interface Moment {
  readonly commit: Commit;
  readonly time: number;
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
    const open = opened.get(key) ?? { release, periods: [], repositoryUrl: undefined };
    opened.set(key, open);
    continueWith(open, release, at);
  }
  return { releases, byKey };
}

function continueWith(open: Open, release: RunningRelease, at: Moment): void {
  const last = open.periods.at(-1);
  const running = last?.until === undefined ? last : undefined;
  const { version, repositoryUrl } = release;
  const isMoved = repositoryUrl !== undefined && open.repositoryUrl !== undefined && !isSameAddress(repositoryUrl, open.repositoryUrl);
  open.repositoryUrl = repositoryUrl ?? open.repositoryUrl;
  if (version === undefined || parseVersion(version) === undefined) {
    closePeriod(open, "unknown", at);
    return;
  }
  if (running !== undefined && !isMoved && versionKey(running.version) === versionKey(version)) return;
  if (running !== undefined) {
    closePeriod(open, isMoved ? "moved" : compareVersions(version, running.version) > 0 ? "superseded" : "rolled back", at);
  }
  open.periods.push({ version, since: at.time, commit: at.commit });
}

/** Ends unreadable versions of releases that were removed. */
function removeRelease({ periods }: Open, at: Moment): void {
  const last = periods.at(-1);
  if (last?.end === "unknown") periods[periods.length - 1] = { ...last, end: "removed" };
  else closePeriod({ periods }, "removed", at);
}

function closePeriod({ periods }: Pick<Open, "periods">, end: PeriodEnd, { commit, time }: Moment): void {
  const last = periods.at(-1);
  if (last === undefined || last.until !== undefined) return;
  periods[periods.length - 1] = { ...last, until: time, untilCommit: commit, end };
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

function isSameAddress(a: string, b: string): boolean {
  return withoutTrailingSlash(a) === withoutTrailingSlash(b);
}

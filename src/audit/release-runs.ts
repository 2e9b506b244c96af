import {
  computePeriods,
  parseVersion,
  trackKey,
  versionKey,
  type Commit,
  type CommitTimes,
  type History,
  type RunningRelease,
  type Track,
} from "../promotion/index.ts";

/** A helmfile and its history. */
export interface FileHistory {
  readonly path: string;
  readonly history: History;
}

/** A version that a file declared without a break. */
interface Run {
  readonly version: string;
  /** When it began, in milliseconds since 1970 UTC. */
  readonly at: number;
  readonly commit: Commit;
  /** The rank of the commit on the branch. */
  readonly order: number;
  readonly path: string;
  readonly isOpen: boolean;
  /** False if the file could not be read, or named no exact version, right before. */
  readonly isSure: boolean;
}

/** One release with one chart in an environment, in all of its files. */
export interface ReleaseRuns {
  readonly release: string;
  readonly chart: string;
  /** One for each file that has the release. */
  readonly tracks: readonly Track[];
  /** Oldest first. */
  readonly runs: readonly Run[];
}

/** A version's first moment in an environment. */
export interface Arrival extends Run {
  /** When the last of the files that ever got the version had it. */
  readonly lastAt: number;
  /** The version before it, in the same file if that had one. */
  readonly former?: string;
}

/** The dates and ranks of a branch's commits. */
export interface Branch {
  readonly times: CommitTimes;
  readonly ranks: ReadonlyMap<string, number>;
  readonly now: number;
}

/** Lists what ran of each release, by its name and chart. A release that moves to another file stays the same. */
export function listRuns(files: readonly FileHistory[], { times, ranks, now }: Branch): ReadonlyMap<string, ReleaseRuns> {
  const byRelease = new Map<string, { release: string; chart: string; tracks: Track[]; runs: Run[] }>();
  for (const { path, history } of files) {
    const before = listBefore(history);
    for (const [key, track] of computePeriods(history, now, times).tracks) {
      const all = byRelease.get(key) ?? { release: track.release, chart: track.chart, tracks: [], runs: [] };
      byRelease.set(key, all);
      all.tracks.push(track);
      for (const { version, since, commit, until } of track.periods) {
        const isSure = isKnown(before.get(commit.id), key);
        all.runs.push({ version, at: since, commit, order: ranks.get(commit.id) ?? -1, path, isOpen: until === undefined, isSure });
      }
    }
  }
  for (const { runs } of byRelease.values()) runs.sort((a, b) => a.order - b.order);
  return byRelease;
}

/** By commit: the releases right before it; undefined if the file could not be read then. */
function listBefore(history: History): ReadonlyMap<string, readonly RunningRelease[] | undefined> {
  return new Map(history.map(({ commit }, index) => [commit.id, index === 0 ? [] : history[index - 1]?.releases]));
}

/** Whether it is known that a version was not there before: the file could be read, and named an exact version, if any. */
function isKnown(before: readonly RunningRelease[] | undefined, key: string): boolean {
  return before?.every((release) => parseVersion(release.version) !== undefined || trackKey(release) !== key) === true;
}

/** The first moment of each version of a release, oldest first. */
export function listArrivals({ runs }: ReleaseRuns): readonly Arrival[] {
  const byVersion = Map.groupBy(runs, ({ version }) => versionKey(version));
  return [...byVersion.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const firstInFiles = [...Map.groupBy(same, ({ path }) => path).values()].map(([run]) => run?.at ?? first.at);
    const earlier = runs.filter(({ order }) => order < first.order);
    const former = earlier.findLast(({ path }) => path === first.path) ?? earlier.at(-1);
    return [{ ...first, lastAt: Math.max(...firstInFiles), ...(former !== undefined && { former: former.version }) }];
  });
}

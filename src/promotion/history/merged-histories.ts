import type { Commit, HelmfileAt, History, RunningRelease } from "./history.ts";

/** One helmfile of an environment, and its history. */
export interface FileHistory {
  readonly path: string;
  readonly history: History;
}

/** What a file declares at a moment. */
interface FileState {
  /** Without versions while the file cannot be read. */
  readonly releases: readonly RunningRelease[];
  /** The last ones that could be read. */
  readonly known: readonly RunningRelease[];
  readonly isRead: boolean;
}

/**
 * Merges the histories of an environment's helmfiles in the order of the branch's commits. A release that moves from one file to
 * another in one commit goes on. While a file cannot be read, only its own releases are unknown.
 */
export function mergeHistories(files: readonly FileHistory[], commits: readonly Commit[]): History {
  const order = new Map(commits.map(({ id }, index) => [id, index]));
  const entries = files.flatMap(({ path, history }) => history.map((entry) => ({ path, entry })));
  const byCommit = Map.groupBy(entries, ({ entry }) => entry.commit.id);
  const ids = [...byCommit.keys()].toSorted((a, b) => (order.get(a) ?? -1) - (order.get(b) ?? -1));
  const states = new Map(files.map(({ path }): [string, FileState] => [path, { releases: [], known: [], isRead: true }]));
  return ids.flatMap((id): readonly HelmfileAt[] => {
    const changed = byCommit.get(id) ?? [];
    const [first] = changed;
    if (first === undefined) return [];
    for (const { path, entry } of changed) states.set(path, nextState(path, states.get(path)?.known ?? [], entry));
    const all = [...states.values()];
    return [
      {
        commit: first.entry.commit,
        releases: all.flatMap(({ releases }) => releases),
        ...(all.some(({ isRead }) => !isRead) && { known: all.flatMap(({ known }) => known) }),
        ...(changed.some(({ entry }) => entry.releases === undefined) && { isUnread: true as const }),
      },
    ];
  });
}

function nextState(path: string, known: readonly RunningRelease[], { releases }: HelmfileAt): FileState {
  if (releases !== undefined) return { releases, known: releases, isRead: true };
  return { releases: known.map((release) => withoutVersion(release, path)), known, isRead: false };
}

function withoutVersion(known: RunningRelease, path: string): RunningRelease {
  const { version: _, range: __, lockedOver: ___, ...release } = known;
  return { ...release, doubt: `${path} cannot be read` };
}

/** The releases after the last commit of a history that could be read, with the last known version of each. */
export function lastKnown(history: History): readonly RunningRelease[] {
  const last = history.findLast(({ releases }) => releases !== undefined);
  return last?.known ?? last?.releases ?? [];
}

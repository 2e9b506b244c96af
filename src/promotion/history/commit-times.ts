import type { History } from "./history.ts";

/** The corrected time of each commit, and warnings about wrong dates. */
export interface CommitTimes {
  /** One time for each entry of the history, in ascending order and never in the future. */
  readonly times: readonly number[];
  readonly warnings: readonly string[];
}

/**
 * Puts the dates of commits in order. A date before the commit's parent counts as the parent's; a date in the future
 * counts as the next commit's, or otherwise as now. So a version never gets more time than it ran.
 */
export function settleCommitTimes(history: History, now: number): CommitTimes {
  const backwards: number[] = [];
  const future: number[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  const settled = history.map(({ commit }, index) => {
    if (commit.time > now) {
      future.push(index);
      return undefined;
    }
    if (commit.time < latest) backwards.push(index);
    latest = Math.max(latest, commit.time);
    return latest;
  });
  let next = now;
  const times = settled
    .toReversed()
    .map((time) => (next = time ?? next))
    .reverse();
  return {
    times,
    warnings: [
      ...describe(history, future, "dated in the future, so it counts from the next commit on, or from now"),
      ...describe(history, backwards, "dated before the commit it follows, so it counts from that one's date"),
    ],
  };
}

function describe(history: History, indexes: readonly number[], what: string): string[] {
  const commit = history[indexes[0] ?? -1]?.commit;
  if (commit === undefined) return [];
  const others = indexes.length === 1 ? "" : `, and ${indexes.length - 1} more`;
  return [`commit ${commit.id.slice(0, 10)} (${new Date(commit.time).toISOString()}) is ${what}${others}`];
}

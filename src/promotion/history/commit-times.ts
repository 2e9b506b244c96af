import type { Commit, History, Mainline, Sighting } from "./history.ts";

/** The settled time of a commit, in milliseconds since 1970 UTC, and never in the future. */
export interface CommitTime {
  /** What the commit brought began here: never before its own date, and never before an earlier commit that can be believed. */
  readonly begins: number;
  /** What the commit ended had ended by then: never after the next commit. So no version gets more time than it ran. */
  readonly ends: number;
  /** What is wrong with the recorded date. */
  readonly fault?: "future" | "backwards";
}

/** Settled times by commit. */
export type CommitTimes = ReadonlyMap<string, CommitTime>;

interface Bounds {
  /** The last moment at which the branch was seen without the commit. */
  readonly lower: number;
  /** The first moment at which the branch was seen with it. */
  readonly upper: number;
}

/**
 * Puts the dates of a branch in order. A date before that of an earlier commit counts as that one's, because only one of
 * both can be right, and the later one earns less. A date that `promote` has seen to lie in the future does not count for
 * later commits. What a sighting says about a commit itself can only make it later.
 */
export function settleCommitTimes({ commits, seen }: Mainline, now: number): CommitTimes {
  const boundsOf = findBounds(commits, seen, now);
  const begun: (Omit<CommitTime, "ends"> & { readonly id: string })[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  let doubted: readonly number[] = [];
  for (const [index, { id, time }] of commits.entries()) {
    const { lower, upper } = boundsOf(index);
    if (time > now) {
      begun.push({ id, begins: now, fault: "future" });
      continue;
    }
    if (doubted.length > 0) {
      latest = Math.max(latest, ...doubted.filter((date) => date <= upper));
      doubted = doubted.filter((date) => date > upper);
    }
    const begins = Math.max(time, latest, lower);
    begun.push(time < latest ? { id, begins, fault: "backwards" } : { id, begins });
    if (time > upper) doubted = [...doubted, time];
    else latest = Math.max(latest, time);
  }
  const times = new Map<string, CommitTime>();
  let ends = now;
  for (const { id, ...time } of begun.reverse()) {
    ends = Math.min(ends, time.begins);
    times.set(id, { ...time, ends });
  }
  return times;
}

/** Sightings of other histories are left out, and those that came late from an older clone. */
function findBounds(commits: readonly Commit[], seen: readonly Sighting[], now: number): (index: number) => Bounds {
  const indexes = seen.length === 0 ? new Map<string, number>() : new Map(commits.map(({ id }, index) => [id, index]));
  const marks: { index: number; first: number; last: number }[] = [];
  for (const { tip, first, last } of seen.toSorted((a, b) => a.first - b.first)) {
    const index = indexes.get(tip);
    if (index === undefined || first > now || index < (marks.at(-1)?.index ?? 0)) continue;
    marks.push({ index, first, last: Math.min(last, now) });
  }
  return (index) => {
    const position = marks.findIndex((mark) => mark.index >= index);
    const before = position === -1 ? marks.at(-1) : marks[position - 1];
    return { lower: before?.last ?? Number.NEGATIVE_INFINITY, upper: marks[position]?.first ?? Number.POSITIVE_INFINITY };
  };
}

/** Warnings about the dates of a file's commits, one for each fault. */
export function describeFaults(history: History, times: CommitTimes): readonly string[] {
  return [
    ...describe(history, times, { fault: "future", what: "dated in the future, so that what it brings has no time until then" }),
    ...describe(history, times, {
      fault: "backwards",
      what: "dated before the commit it follows, so it counts from that one's date",
    }),
  ];
}

interface Fault {
  readonly fault: CommitTime["fault"];
  readonly what: string;
}

function describe(history: History, times: CommitTimes, { fault, what }: Fault): readonly string[] {
  const commits = history.map(({ commit }) => commit).filter(({ id }) => times.get(id)?.fault === fault);
  const [first] = commits;
  if (first === undefined) return [];
  const others = commits.length === 1 ? "" : `, and ${commits.length - 1} more`;
  return [`commit ${first.id.slice(0, 10)} (${new Date(first.time).toISOString()}) is ${what}${others}`];
}

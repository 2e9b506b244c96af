import * as fc from "fast-check";
import { expect, test } from "vitest";
import { day, start } from "../../../test/promoted-release.ts";
import type { Commit, Sighting } from "./history.ts";
import { settleCommitTimes } from "./commit-times.ts";

/** Commits by the day that they are dated. */
const branch = (...days: readonly number[]): readonly Commit[] =>
  days.map((dated, index) => ({ id: String(index), time: start + dated * day }));

const sight = (tip: number, first: number, last = first): Sighting => ({
  tip: String(tip),
  first: start + first * day,
  last: start + last * day,
});

/** When each commit's version begins, and when the one before it ended by, in days. */
function settle(commits: readonly Commit[], today: number, seen: readonly Sighting[] = []): readonly string[] {
  const times = settleCommitTimes({ commits, seen }, start + today * day);
  const onDay = (time = 0): number => (time - start) / day;
  return commits.map(({ id }) => `${onDay(times.get(id)?.begins)}/${onDay(times.get(id)?.ends)}${times.get(id)?.fault?.[0] ?? ""}`);
}

test("a date counts from that of any earlier commit on, whatever it changed", () => {
  expect(settle(branch(0, 49, 0, 50), 51)).toEqual(["0/0", "49/49", "49/49b", "50/50"]);
});

test("a date in the future gives its own commit no time, and the others theirs", () => {
  expect(settle(branch(0, 20, 1), 5)).toEqual(["0/0", "5/1f", "1/1"]);
  // When it has passed, nobody can tell which of both was wrong.
  expect(settle(branch(0, 20, 1), 21)).toEqual(["0/0", "20/20", "20/20b"]);
  // Unless promote has seen both while it lay in the future.
  expect(settle(branch(0, 20, 1), 21, [sight(2, 2)])).toEqual(["0/0", "20/1", "1/1"]);
});

test("an old date after quiet days counts from the last moment at which the branch was seen without it", () => {
  const quiet = [sight(0, 1, 29)];
  expect(settle(branch(0, 2), 30)).toEqual(["0/0", "2/2"]);
  expect(settle(branch(0, 2), 30, quiet)).toEqual(["0/0", "29/29"]);
  expect(settle(branch(0, 2), 40, [...quiet, sight(1, 31, 39)])).toEqual(["0/0", "29/29"]);
});

test("sightings of another history, from an older clone and from the future are left out", () => {
  expect(settle(branch(0, 2, 4), 9, [sight(77, 8), sight(2, 5), sight(0, 8), sight(1, 20)])).toEqual(["0/0", "2/2", "4/4"]);
});

test("no sighting lets anything begin before its own date, or earlier than in a branch whose dates ascend", () => {
  const seen = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: -50, max: 50 }), fc.integer({ min: 0, max: 50 })), {
    maxLength: 5,
  });
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 6 }),
      seen,
      fc.integer({ min: 0, max: 50 }),
      (days, forged, today) => {
        const now = start + today * day;
        const sightings = forged.map(([tip, first, more]) => sight(tip, first, first + more));
        const ascending = branch(...days.toSorted((a, b) => a - b));
        const plain = settleCommitTimes({ commits: ascending, seen: [] }, now);
        for (const [id, { begins }] of settleCommitTimes({ commits: ascending, seen: sightings }, now))
          expect(begins).toBeGreaterThanOrEqual(plain.get(id)?.begins ?? 0);
        const any = branch(...days);
        for (const [id, { begins, ends }] of settleCommitTimes({ commits: any, seen: sightings }, now)) {
          expect(begins).toBeGreaterThanOrEqual(Math.min(now, any.find((commit) => commit.id === id)?.time ?? 0));
          expect(ends).toBeLessThanOrEqual(begins);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

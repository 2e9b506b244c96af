import * as fc from "fast-check";
import { expect, test } from "vitest";
import { day, historyOf, running, start } from "../../../test/promoted-release.ts";
import type { History } from "./history.ts";
import { computePeriods, type Tracks } from "./periods.ts";

const now = start + 30 * day;

function show({ tracks }: Tracks, key = "portal portal"): readonly string[] {
  const periods = tracks.get(key)?.periods ?? [];
  const onDay = (time: number | undefined): string => (time === undefined ? "" : String((time - start) / day));
  return periods.map(({ version, since, until, end }) => `${version} ${onDay(since)}-${onDay(until)} ${end ?? "runs"}`);
}

test("every way in which a version leaves", () => {
  const events = ["1.0.0", "1.1.0", "1.1.0", "1.0.0", "-", "1.2.0", "?", "1.2.0", "!", "1.3.0"];
  const history = historyOf(events.map((version, index) => [index * 24, version]));
  expect(show(computePeriods(history, now))).toEqual([
    "1.0.0 0-1 superseded",
    "1.1.0 1-3 rolled back",
    "1.0.0 3-4 removed",
    "1.2.0 5-6 unknown",
    "1.2.0 7-8 unknown",
    "1.3.0 9- runs",
  ]);
});

test("of two releases with one identity the older version counts", () => {
  const history: History = [
    { commit: { id: "a", time: start }, releases: [running("1.0.0", { namespace: "a" }), running("1.0.0", { namespace: "b" })] },
    { commit: { id: "b", time: start + day }, releases: [running("1.1.0", { namespace: "a" }), running("1.0.0", { namespace: "b" })] },
    { commit: { id: "c", time: start + 2 * day }, releases: [running("1.1.0", { namespace: "a" }), running("1.1.0", { namespace: "b" })] },
  ];
  expect(show(computePeriods(history, now))).toEqual(["1.0.0 0-2 superseded", "1.1.0 2- runs"]);
});

test("a release that was renamed begins anew", () => {
  const history: History = [
    { commit: { id: "a", time: start }, releases: [running("1.0.0")] },
    { commit: { id: "b", time: start + day }, releases: [running("1.0.0", { name: "web" })] },
  ];
  const tracks = computePeriods(history, now);
  expect(show(tracks)).toEqual(["1.0.0 0-1 removed"]);
  expect(show(tracks, "web portal")).toEqual(["1.0.0 1- runs"]);
  expect([...tracks.names]).toEqual(["portal", "web"]);
});

test("the short way through a long history sees what the long one sees", () => {
  const versions = fc.constantFrom(undefined, "1.0.0", "1.1.0", "2.0.0");
  fc.assert(
    fc.property(fc.array(fc.tuple(versions, versions), { maxLength: 20 }), (steps) => {
      const short: History = steps.map(([a, b], index) => ({
        commit: { id: String(index), time: start + index * day },
        releases: [running(a), running(b, { name: "other" })],
      }));
      const long = short.map((entry, index) => ({
        ...entry,
        releases: index % 2 === 0 ? entry.releases : [...(entry.releases ?? []), running("1.0.0", { name: "now and then" })],
      }));
      for (const key of ["portal portal", "other portal"])
        expect(show(computePeriods(short, now), key)).toEqual(show(computePeriods(long, now), key));
    }),
  );
});

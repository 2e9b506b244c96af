import { describe, expect, test } from "vitest";
import { countWorkingDays, defaultBehaviour, describeBehaviour, isBad } from "./behaviour.ts";

const at = (text: string): number => Date.parse(`${text}Z`);

describe("working days", () => {
  test.each([
    ["2026-11-16T10:00", "2026-11-16T11:00", 0],
    ["2026-11-16T23:00", "2026-11-17T01:00", 1],
    ["2026-11-20T10:00", "2026-11-21T10:00", 0],
    ["2026-11-20T10:00", "2026-11-22T10:00", 0],
    ["2026-11-20T10:00", "2026-11-23T09:00", 1],
    ["2026-11-20T10:00", "2026-12-04T10:00", 10],
  ])("from %s to %s are %i", (from, to, count) => {
    expect(countWorkingDays(at(from), at(to))).toBe(count);
  });
});

test("about the stated share of upgrades is bad, by the seed and not by chance", () => {
  const versions = Array.from({ length: 5000 }, (_, index) => `1.${index}.0`);
  const bad = (seed: string): readonly string[] => versions.filter((version) => isBad({ ...defaultBehaviour, seed }, "portal", version));
  expect(bad("1").length / versions.length).toBeCloseTo(0.1, 1);
  expect(bad("1")).toEqual(bad("1"));
  expect(bad("2")).not.toEqual(bad("1"));
  expect(versions.filter((version) => isBad({ ...defaultBehaviour, badShare: 0 }, "portal", version))).toEqual([]);
  expect(versions.filter((version) => !isBad({ ...defaultBehaviour, badShare: 1 }, "portal", version))).toEqual([]);
});

test("the behaviour is told in sentences", () => {
  expect(describeBehaviour(defaultBehaviour)).toMatchInlineSnapshot(`
    [
      "people merge after 1 working day, in environments that follow another after 2 working days; nobody works on weekends",
      "Renovate merges at once if the config allows automerge",
      "10 % of upgrades are bad; people roll them back after 2 days where they came first, and do not merge them again (seed 1)",
    ]
  `);
});

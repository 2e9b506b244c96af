import { expect, test } from "vitest";
import { defaultBehaviour } from "./behaviour.ts";
import type { Journal } from "./journal.ts";
import { makeReport } from "./report.ts";

const start = Date.parse("2026-11-02T08:00:00Z");
const at = (days: number): number => start + days * 86_400_000;

const journal: Journal = {
  moments: Array.from({ length: 21 }, (_, index) => at(index)),
  environments: [{ name: "dev" }, { name: "prd", follows: "dev" }],
  begin: ["dev", "prd"].map((environment) => ({
    environment,
    release: "portal",
    version: "1.0.0",
    published: [
      { version: "1.0.0", released: at(-100) },
      { version: "1.1.0", released: at(2) },
      { version: "1.2.0", released: at(4) },
      { version: "2.0.0-rc.1", released: at(5) },
    ],
  })),
  events: [
    { kind: "opened", at: at(2), environment: "dev", release: "portal", from: "1.0.0", to: "1.1.0", pullRequest: 1 },
    { kind: "merged", at: at(3), environment: "dev", release: "portal", from: "1.0.0", to: "1.1.0", pullRequest: 1, by: "people" },
    { kind: "opened", at: at(4), environment: "dev", release: "portal", from: "1.1.0", to: "1.2.0", pullRequest: 2 },
    { kind: "merged", at: at(4), environment: "dev", release: "portal", from: "1.1.0", to: "1.2.0", pullRequest: 2, by: "automerge" },
    { kind: "rolled-back", at: at(6), environment: "dev", release: "portal", from: "1.2.0", to: "1.1.0" },
    { kind: "opened", at: at(10), environment: "prd", release: "portal", from: "1.0.0", to: "1.1.0", pullRequest: 3 },
    { kind: "merged", at: at(13), environment: "prd", release: "portal", from: "1.0.0", to: "1.1.0", pullRequest: 3, by: "people" },
  ],
  breaches: [],
  starved: [],
  complaints: [],
  renovateRuns: 9,
};

test("a report tells what ran when, how long it had soaked, and how far each environment was behind", () => {
  const [dev, prd] = makeReport({ journal, behaviour: defaultBehaviour, renovate: "44.0.0", notes: [] }).environments;
  expect(dev?.releases[0]?.changes.map(({ version, how }) => `${how} ${version}`)).toEqual([
    "merged 1.1.0",
    "automerged 1.2.0",
    "rolled-back 1.1.0",
  ]);
  expect(prd?.releases[0]).toMatchObject({ began: "1.0.0", ended: "1.1.0", changes: [{ version: "1.1.0", soakedDays: 10 }] });
  expect(prd?.soaked).toEqual({ versions: 1, shortest: 10, average: 10, longest: 10 });
  // One day behind 1.1.0 before it is merged; after the rollback behind 1.2.0, released on day 4; a pre-release counts for nothing.
  expect(dev?.behindDays).toBe(average([0, 0, 0, 0, 0, 0, ...range(2, 16)]));
  // From the merge in dev on day 3 to its own on day 13.
  expect(prd?.behindDays).toBe(average([0, 0, 0, ...range(0, 9), 0, 0, 0, 0, 0, 0, 0, 0]));
});

test("what Renovate offered is listed with its moment", () => {
  const { offered } = makeReport({ journal, behaviour: defaultBehaviour, renovate: "44.0.0", notes: [] });
  expect(offered.map(({ at: moment, environment, version }) => `${moment} ${environment} ${version}`)).toEqual([
    "2026-11-04T08:00:00Z dev 1.1.0",
    "2026-11-06T08:00:00Z dev 1.2.0",
    "2026-11-12T08:00:00Z prd 1.1.0",
  ]);
});

test("pull requests are counted once, in the week of their opening and of their merge", () => {
  const [dev, prd] = makeReport({ journal, behaviour: defaultBehaviour, renovate: "44.0.0", notes: [] }).environments;
  expect(dev?.weeks).toEqual([
    { week: "2026-W45", opened: 2, merged: 2 },
    { week: "2026-W46", opened: 0, merged: 0 },
    { week: "2026-W47", opened: 0, merged: 0 },
  ]);
  expect(prd?.weeks.map(({ opened, merged }) => [opened, merged])).toEqual([
    [0, 0],
    [1, 1],
    [0, 0],
  ]);
});

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function average(numbers: readonly number[]): number {
  return Math.round((numbers.reduce((sum, number) => sum + number, 0) / numbers.length) * 10) / 10;
}

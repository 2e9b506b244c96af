import { expect, test } from "vitest";
import { hasSoaked } from "./naive-soak.ts";

const day = 86_400_000;
const rule = { soak: 7 * day, superseded: "continues", minimum: day } as const;
const run = (at: number, version: string) => ({ at: at * day, version });
const upgrades = [run(0, "1.0.0"), run(10, "1.1.0"), run(13, "1.2.0"), run(13.5, "1.3.0")];

test.each([
  ["1.0.0", 6.9, false, "not long enough"],
  ["1.0.0", 7, true, "long enough by itself"],
  ["1.1.0", 16.9, false, "not long enough with its successors"],
  ["1.1.0", 17, true, "long enough with its successors"],
  ["1.2.0", 30, false, "it ran for less than the minimum"],
  ["1.3.0", 20.5, true, "it runs still"],
  ["1.4.0", 30, false, "it never ran"],
])("%s on day %d: %s, since %s", (version, at, soaked) => {
  expect(hasSoaked(upgrades, version, { rule, at: at * day })).toBe(soaked);
});

test("a rollback takes everything from what is above it, and nothing from what is not", () => {
  const runs = [run(0, "1.0.0"), run(1, "1.1.0"), run(20, "1.0.0")];
  expect(hasSoaked(runs, "1.1.0", { rule, at: 19 * day })).toBe(true);
  expect(hasSoaked(runs, "1.1.0", { rule, at: 40 * day })).toBe(false);
  expect(hasSoaked(runs, "1.0.0", { rule, at: 40 * day })).toBe(true);
  expect(hasSoaked([...runs, run(50, "1.1.0")], "1.1.0", { rule, at: 56 * day })).toBe(false);
  expect(hasSoaked([...runs, run(50, "1.1.0")], "1.1.0", { rule, at: 57 * day })).toBe(true);
});

test("another major does not go on soaking for the one before, and under the strict rule nothing does", () => {
  const runs = [run(0, "1.0.0"), run(3, "2.0.0")];
  expect(hasSoaked(runs, "1.0.0", { rule, at: 40 * day })).toBe(false);
  expect(hasSoaked(upgrades, "1.1.0", { rule: { ...rule, superseded: "restarts" }, at: 40 * day })).toBe(false);
});

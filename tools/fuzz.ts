/** Compares the merge check with a model of its rules, many times: `npm run fuzz -- [--runs N] [--seed N] [--path P]`. */
import { parseArgs } from "node:util";
import * as fc from "fast-check";
import type { RunningRelease } from "../src/promotion/index.ts";
import { scenarios, type Scenario } from "../test/lock-case.ts";
import { compare } from "../test/lock-compare.ts";
import { play } from "../test/lock-history.ts";

const { values } = parseArgs({ options: { runs: { type: "string" }, seed: { type: "string" }, path: { type: "string" } } });
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
const counts = new Map<string, number>();
const property = fc.property(scenarios, (scenario) => {
  const { disagreements, seen } = compare(scenario);
  for (const one of new Set(seen)) counts.set(one, (counts.get(one) ?? 0) + 1);
  if (disagreements.length > 0) throw new Error(disagreements.join("\n"));
});
const path = values.path === undefined ? {} : { path: values.path };
const { failed, counterexample, counterexamplePath, errorInstance, numRuns } = fc.check(property, {
  numRuns: Number(values.runs ?? 10_000),
  seed,
  ...path,
});
const [scenario] = counterexample ?? [];
if (failed && scenario !== undefined) {
  print(describe(scenario));
  print(String(errorInstance));
  print(`again: npm run fuzz -- --seed ${seed} --path ${counterexamplePath}`);
  process.exitCode = 1;
} else {
  for (const [what, count] of [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))) print(`${String(count).padStart(6)}  ${what}`);
  print(`${numRuns} runs, seed ${seed}: the check and the model agree`);
}

/** A history, line by line, and the change. */
function describe(one: Scenario): string {
  const { model } = play(one);
  const { past, base, head, now, seen: _seen, ...rest } = model;
  const list = (releases: readonly RunningRelease[] | undefined): string => releases?.map(write).join(", ") ?? "unreadable";
  const all = (runs: ReadonlyMap<string, readonly RunningRelease[] | undefined>): string =>
    [...runs].map(([name, releases]) => `${name}: ${list(releases)}`).join(" | ");
  return [
    ...past.map(({ commit, runs }) => `${commit.id.slice(-2)} ${new Date(commit.time).toISOString()} ${all(runs)}`),
    `now ${new Date(now).toISOString()}`,
    `base ${all(base)}`,
    `head ${all(head)}`,
    JSON.stringify(rest, (_, value: unknown) => (value instanceof Map ? Object.fromEntries(value) : value)),
  ].join("\n");
}

function write({ name, chart, version = "?", namespace, repositoryUrl }: RunningRelease): string {
  return `${name}${namespace === undefined ? "" : `@${namespace}`} ${chart} ${version} ${repositoryUrl}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

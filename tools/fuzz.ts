/** Compares the merge check with a model of its rules, many times: `npm run fuzz -- [--runs N] [--seed N] [--path P]`. */
import { parseArgs } from "node:util";
import * as fc from "fast-check";
import { scenarios } from "../test/lock-case.ts";
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
const started = Date.now();
const details = fc.check(property, {
  numRuns: Number(values.runs ?? 10_000),
  seed,
  ...(values.path === undefined ? {} : { path: values.path }),
});
for (const [what, count] of [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  process.stdout.write(`${String(count).padStart(6)}  ${what}\n`);
process.stdout.write(`${details.numRuns} runs in ${Math.round((Date.now() - started) / 1000)} s, seed ${seed}\n`);
if (details.failed) {
  const [scenario] = details.counterexample ?? [];
  if (scenario !== undefined) {
    const { model, input } = play(scenario);
    process.stdout.write(
      `${JSON.stringify({ ...model, past: model.past.map(({ commit, runs }) => [commit.id.slice(-2), new Date(commit.time).toISOString(), Object.fromEntries([...runs].map(([name, list]) => [name, list?.map((one) => `${one.name}/${one.chart} ${one.version ?? "?"}${one.namespace ?? ""} ${one.repositoryUrl}`) ?? "!"]))]), now: new Date(model.now).toISOString(), base: [...model.base], head: [...model.head] }, (_, value: unknown) => (value instanceof Map ? [...value] : value), 1)}\n`,
    );
    void input;
  }
  process.stdout.write(
    `${String(details.errorInstance)}\nagain: npm run fuzz -- --seed ${seed} --path ${details.counterexamplePath ?? ""}\n`,
  );
  process.exitCode = 1;
}

/** `npm run bench [-- [--json] [name…]]`: measures desalt beside what it is compared with; see docs/bench.md. */
import { parseArgs } from "node:util";
import { measureCdk8s } from "./cdk8s.ts";
import { measureCompare } from "./compare.ts";
import { measureDiff } from "./diff.ts";
import { measureGenerate } from "./generate.ts";
import { measureGrowth } from "./growth.ts";
import { measurePromotion } from "./promotion.ts";
import { measureRenovate } from "./renovate.ts";
import { isMet, renderBenchmark, type Benchmark } from "./result.ts";
import { measureStart } from "./start.ts";

const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  start: measureStart,
  generate: measureGenerate,
  growth: measureGrowth,
  cdk8s: measureCdk8s,
  renovate: measureRenovate,
  promotion: measurePromotion,
  compare: measureCompare,
  diff: measureDiff,
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: "boolean", default: false } } });
const names = positionals.length > 0 ? positionals : Object.keys(benchmarks);
const unknown = names.filter((name) => !Object.hasOwn(benchmarks, name));

if (unknown.length > 0) {
  console.error(`error: no benchmark "${unknown.join('", "')}"\n hint: there are ${Object.keys(benchmarks).join(", ")}`);
  process.exitCode = 2;
} else {
  await runBenchmarks();
}

async function runBenchmarks(): Promise<void> {
  const measured: Record<string, Benchmark> = {};
  for (const name of names) {
    const benchmark = await benchmarks[name]?.();
    if (benchmark === undefined) continue;
    measured[name] = benchmark;
    if (!values.json) console.log(renderBenchmark(name, benchmark));
  }
  if (values.json) console.log(JSON.stringify(withVerdicts(measured), null, 2));
}

function withVerdicts(measured: Readonly<Record<string, Benchmark>>): object {
  return Object.fromEntries(
    Object.entries(measured).map(([name, { about, results }]) => [
      name,
      { about, results: results.map((result) => ({ ...result, met: isMet(result) })) },
    ]),
  );
}

import { execa } from "execa";
import { join } from "node:path";
import type { Benchmark } from "./result.ts";

const script = join(import.meta.dirname, "compare-manifests.ts");
const turns = 3;

/** What the script says of one comparison. */
export interface ComparisonRun {
  /** Milliseconds of reading and comparing. */
  readonly compare: number;
  /** Milliseconds of `JSON.parse` for the same objects. */
  readonly json: number;
  /** Bytes of both texts, and the most that the process held at once. */
  readonly bytes: number;
  readonly memory: number;
}

/** Comparison alone of 2 × 50 MB of manifests, of which 1 % of the objects change. */
export async function measureCompare(): Promise<Benchmark> {
  const runs: ComparisonRun[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const { stdout } = await execa(process.execPath, [script]);
    runs.push(JSON.parse(stdout));
  }
  const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
  const milliseconds = median(runs.map(({ compare }) => compare));
  return {
    about:
      "2 × 50 MB of manifests in 200 releases, 1 % of the objects changed: reading, comparing and showing, against JSON.parse of the same objects.",
    results: [
      {
        name: "compare / JSON.parse of both sides",
        ratio: median(runs.map(({ compare, json }) => compare / json)),
        goal: { atMost: 5 },
        milliseconds,
      },
      {
        name: "peak memory / size of both texts",
        ratio: median(runs.map(({ memory, bytes }) => memory / bytes)),
        goal: { atMost: 5 },
        milliseconds,
      },
    ],
  };
}

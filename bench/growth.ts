import { rm } from "node:fs/promises";
import { join } from "node:path";
import { measureInTurns, medianOf, ratioOf, readScriptTime } from "./measure.ts";
import { makeFolder, resetRepository } from "./repository.ts";
import type { Benchmark } from "./result.ts";

const script = join(import.meta.dirname, "inside.ts");
const environments = { once: 3, four: 12, sixteen: 48 };

/** Whether the cost of `generate` grows with the number of releases, and not faster. */
export async function measureGrowth(): Promise<Benchmark> {
  const folder = await makeFolder();
  try {
    const variants = Object.entries(environments).map(([name, count]) => {
      const path = join(folder, name);
      const prepare = () => resetRepository(path, { environments: count, releases: 200 });
      return [name, { prepare, run: () => readScriptTime(script, ["generate", "--cwd", path]) }] as const;
    });
    const times = await measureInTurns(Object.fromEntries(variants), 5);
    const result = (name: string, variant: string, base: string) => ({
      name,
      ratio: ratioOf(times, variant, base) / 4,
      goal: { atMost: 1.1 },
      milliseconds: medianOf(times, variant),
    });
    return {
      about,
      results: [result("a release of 2,400 / of 600", "four", "once"), result("a release of 9,600 / of 2,400", "sixteen", "four")],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const about =
  "`generate` of 3, 12 and 48 environments × 200 releases, without the start of Node: what one release costs. Linear is 1; less is what " +
  "each run costs, spread over more releases.";

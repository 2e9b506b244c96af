import { rm } from "node:fs/promises";
import { join } from "node:path";
import { saveGeneratedObjects } from "./generated-objects.ts";
import type { FleetSize } from "./large-fleet.ts";
import { measureInTurns, medianOf, ratioOf, readScriptTime, timeProcess, type Times } from "./measure.ts";
import { cli, emptyFolder, makeFolder, resetRepository } from "./repository.ts";
import type { Benchmark, Result } from "./result.ts";

const script = join(import.meta.dirname, "cdk8s-app.ts");

/** `generate` against cdk8s, which emits the same values as Kubernetes objects. */
export async function measureCdk8s(): Promise<Benchmark> {
  const large = await measureLayouts({ environments: 50, releases: 200 }, ["app-per-environment", "file-per-resource"]);
  const small = await measureLayouts({ environments: 10, releases: 200 }, ["one-app"]);
  return {
    about,
    results: [
      readResult("2,000 releases, cdk8s with one app", small, "one-app"),
      readResult("10,000 releases, cdk8s with one app per environment", large, "app-per-environment"),
      readResult("10,000 releases, cdk8s with one chart per environment", large, "file-per-resource"),
    ],
  };
}

const about =
  "how many times as long as `desalt generate` cdk8s takes. For each values file of desalt, it emits a HelmRelease with the same values to a " +
  "file of its own. desalt also evaluates the values, chooses versions and writes helmfiles and renovate.json, and its time is that of " +
  "the whole process; cdk8s gets the values evaluated, and its time, which is the one shown, is without the start of Node.";

async function measureLayouts(size: FleetSize, layouts: readonly string[]): Promise<Times> {
  const folder = await makeFolder();
  const repository = join(folder, "repository");
  const objects = join(folder, "objects.json");
  const output = join(folder, "cdk8s");
  const generate = [cli, "generate", "--cwd", repository];
  try {
    await resetRepository(repository, size);
    await timeProcess(process.execPath, generate);
    await saveGeneratedObjects(repository, objects);
    const emit = (layout: string) => ({ prepare: () => emptyFolder(output), run: () => readScriptTime(script, [objects, output, layout]) });
    const desalt = { prepare: () => resetRepository(repository, size), run: () => timeProcess(process.execPath, generate) };
    return await measureInTurns({ desalt, ...Object.fromEntries(layouts.map((layout) => [layout, emit(layout)])) }, 3);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function readResult(name: string, times: Times, layout: string): Result {
  return { name, ratio: ratioOf(times, layout, "desalt"), goal: { atLeast: 5 }, milliseconds: medianOf(times, layout) };
}

import { rm } from "node:fs/promises";
import { join } from "node:path";
import { saveGeneratedObjects } from "./generated-objects.ts";
import { measureInTurns, medianOf, ratioOf, readScriptTime, timeProcess, type Times } from "./measure.ts";
import { cli, emptyFolder, makeFolder, resetRepository } from "./repository.ts";
import type { Benchmark, Result } from "./result.ts";

const scripts = { floor: join(import.meta.dirname, "floor.ts"), inside: join(import.meta.dirname, "inside.ts") };
const size = { environments: 50, releases: 200 };
const turns = 5;

/** `generate` of 10,000 releases against the plainest program that leaves the same objects in the same files. */
export async function measureGenerate(): Promise<Benchmark> {
  const folder = await makeFolder();
  const repository = join(folder, "repository");
  const objects = join(folder, "objects.json");
  const output = join(folder, "floor");
  const generate = ["generate", "--cwd", repository];
  try {
    await resetRepository(repository, size);
    await timeProcess(process.execPath, [cli, ...generate]);
    await saveGeneratedObjects(repository, objects);
    const fresh = () => resetRepository(repository, size);
    const times = await measureInTurns(
      {
        floor: { prepare: () => emptyFolder(output), run: () => readScriptTime(scripts.floor, [objects, output]) },
        bytes: { prepare: () => emptyFolder(output), run: () => readScriptTime(scripts.floor, [objects, output, "bytes"]) },
        inside: { prepare: fresh, run: () => readScriptTime(scripts.inside, generate) },
        first: { prepare: fresh, run: () => timeProcess(process.execPath, [cli, ...generate]) },
        again: { run: () => timeProcess(process.execPath, [cli, ...generate]) },
        check: { run: () => timeProcess(process.execPath, [cli, ...generate, "--check"]) },
      },
      turns,
    );
    return { about, results: readResults(times) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const about =
  "50 environments × 200 releases, against a script that stringifies the same objects with the yaml package and writes them to as many " +
  "files. The script's time is that of its loop alone; desalt's is that of the whole process, `git` included, unless it says otherwise.";

function readResults(times: Times): readonly Result[] {
  const against = (name: string, variant: string, base = "floor") => ({
    name,
    ratio: ratioOf(times, variant, base),
    milliseconds: medianOf(times, variant),
  });
  return [
    { ...against("desalt generate / stringify and write", "first"), goal: { atMost: 1.5 } },
    against("the same without the start of Node", "inside"),
    against("desalt generate, nothing changed / stringify and write", "again"),
    against("desalt generate --check / stringify and write", "check"),
    against("desalt generate / write alone, texts at hand", "first", "bytes"),
    against("stringify and write / write alone", "floor", "bytes"),
  ];
}

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { globSync } from "node:fs";
import { parseAllDocuments } from "yaml";

/** What a generated file holds, and where it is. */
export interface GeneratedObjects {
  readonly path: string;
  /** The comments before the first object. */
  readonly header: string;
  readonly documents: readonly unknown[];
}

/** Reads all that `generate` wrote into a folder as plain objects, and saves them as JSON for the other side of a comparison. */
export async function saveGeneratedObjects(directory: string, target: string): Promise<void> {
  const files: GeneratedObjects[] = [];
  for (const path of globSync(["**/*.yaml", "renovate.json"], { cwd: directory })) {
    const text = await readFile(join(directory, path), "utf8");
    const documents = parseAllDocuments(text).map((document): unknown => document.toJS());
    files.push({ path, header: /^(?:#.*\n|\n)*/u.exec(text)?.[0] ?? "", documents });
  }
  await writeFile(target, JSON.stringify(files));
}

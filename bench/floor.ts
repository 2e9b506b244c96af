/** Writes the objects of a JSON file to a folder in the plainest way: stringify and write. Its last line is the time that took. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import type { GeneratedObjects } from "./generated-objects.ts";

const [source = "", target = "", mode = "stringify"] = process.argv.slice(2);
const files: readonly GeneratedObjects[] = JSON.parse(readFileSync(source, "utf8"));
/** With `bytes`, the texts are ready before the clock starts. */
const texts = new Map(mode === "bytes" ? files.map((file) => [file.path, render(file)]) : []);

const start = performance.now();
const folders = new Set<string>();
for (const file of files) {
  const path = join(target, file.path);
  const folder = dirname(path);
  if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
  folders.add(folder);
  writeFileSync(path, texts.get(file.path) ?? render(file));
}
console.log(performance.now() - start);

function render({ path, header, documents }: GeneratedObjects): string {
  if (path.endsWith(".json")) return `${JSON.stringify(documents[0], null, 2)}\n`;
  return header + documents.map((document) => stringify(document, { lineWidth: 0 })).join("---\n");
}

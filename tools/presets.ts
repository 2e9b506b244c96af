/** Presets and their reference, made from src/presets: run `npm run docs` after a change there. */
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { GeneratedFile } from "../src/core/generated-file.ts";
import { renderPresetFiles } from "../src/presets/index.ts";
import { renderPresetDoc } from "./preset-doc.ts";

const root = join(import.meta.dirname, "..");

/** Everything that is committed and made from src/presets. */
export function renderPresets(): readonly GeneratedFile[] {
  return [...renderPresetFiles(), { path: "docs/presets.md", text: renderPresetDoc() }];
}

if (import.meta.main) {
  const files = renderPresets();
  await mkdir(join(root, "presets"), { recursive: true });
  const stale = (await readdir(join(root, "presets"))).filter((name) => !files.some(({ path }) => path === `presets/${name}`));
  await Promise.all(stale.map((name) => rm(join(root, "presets", name))));
  await Promise.all(files.map(({ path, text }) => writeFile(join(root, path), text)));
}

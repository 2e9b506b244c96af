import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isGenerated } from "../core/generated-file.ts";
import { findReferences, listReferencedSecrets } from "../presets/index.ts";

/** The paths at which Renovate looks for a repository's config, in its order. See https://docs.renovatebot.com/configuration-options/ */
const renovateConfigNames = [
  "renovate.json",
  "renovate.jsonc",
  "renovate.json5",
  ".github/renovate.json",
  ".github/renovate.jsonc",
  ".github/renovate.json5",
  ".gitlab/renovate.json",
  ".gitlab/renovate.jsonc",
  ".gitlab/renovate.json5",
  ".renovaterc",
  ".renovaterc.json",
  ".renovaterc.jsonc",
  ".renovaterc.json5",
] as const;

/** A hand-written Renovate config. */
export interface HandWrittenRenovateConfig {
  readonly path: string;
  readonly text: string;
}

/** Finds the hand-written Renovate config of a folder. Returns `undefined` if it has none, or only a generated one. */
export function findHandWrittenRenovateConfig(directory: string): HandWrittenRenovateConfig | undefined {
  for (const path of renovateConfigNames) {
    const file = join(directory, path);
    if (!existsSync(file)) continue;
    const text = readFileSync(file, "utf8");
    if (!isGenerated(text)) return { path, text };
  }
  return undefined;
}

/** Lists the Renovate configs of a folder, and the presets that desalt generated. */
export function listRenovateConfigs(directory: string): string[] {
  return [...renovateConfigNames, "desalt/renovate.json"].filter((path) => existsSync(join(directory, path)));
}

/**
 * Finds the names of the secrets in a folder's Renovate configs, such as `PLATFORM_PASSWORD` in `{{ secrets.PLATFORM_PASSWORD }}`,
 * or in a generated preset.
 */
export function findSecretNames(directory: string): string[] {
  const names = new Set<string>();
  for (const path of listRenovateConfigs(directory)) {
    const text = readFileSync(join(directory, path), "utf8");
    for (const name of findReferences(text).flatMap(listReferencedSecrets)) names.add(name);
    for (const match of text.matchAll(/\{\{\s*secrets\.([A-Za-z]\w*)\s*\}\}/gu)) {
      if (match[1] !== undefined) names.add(match[1]);
    }
  }
  return [...names];
}

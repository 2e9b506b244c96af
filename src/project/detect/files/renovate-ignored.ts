import { matchesGlob } from "node:path/posix";
import { renovateConfigNames } from "../../renovate-config.ts";
import type { CachedTree } from "./tree.ts";

/** Says which Renovate config ignores a path by its `ignorePaths`. */
export async function readIgnored(tree: CachedTree): Promise<(path: string) => string | undefined> {
  const present = new Set(tree.paths);
  const config = renovateConfigNames.find((name) => present.has(name));
  const text = config === undefined ? "" : ((await tree.readText(config)) ?? "");
  // Configs may be JSON5, and one list is all that counts here.
  const [, list = ""] = /["']?ignorePaths["']?\s*:\s*\[((?:[^\]"']|"[^"]*"|'[^']*')*)\]/u.exec(text) ?? [];
  const patterns = [...list.matchAll(/"([^"]*)"|'([^']*)'/gu)].map(([, double, single]) => double ?? single ?? "");
  return (path) => (patterns.some((pattern) => isIgnored(path, pattern)) ? config : undefined);
}

/** As Renovate does it: a part of the path, or a pattern. */
function isIgnored(path: string, pattern: string): boolean {
  return pattern !== "" && (path.includes(pattern) || matchesGlob(path, pattern));
}

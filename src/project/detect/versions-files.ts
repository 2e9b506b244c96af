import { basename, dirname } from "node:path/posix";
import { readEnvironmentName } from "./environment-name.ts";
import { findReason } from "./files/left-out.ts";
import type { CachedTree } from "./files/tree.ts";

/** Folders with one file of versions for each environment, such as `helm-versions/{integration,staging,production}`. */
export async function findVersionsFiles(tree: CachedTree): Promise<readonly string[]> {
  const named = tree.paths.filter((path) => {
    const stem = basename(path).replace(/\.(?:ya?ml|json|env|txt|toml|tfvars)$/u, "");
    return !stem.includes(".") && readEnvironmentName(stem)?.rank !== undefined && findReason(path) === undefined;
  });
  const found: string[] = [];
  for (const [folder, paths] of Map.groupBy(named, dirname)) {
    if (paths.length < 2) continue;
    const texts = await Promise.all(paths.map(async (path) => (await tree.readText(path)) ?? ""));
    if (texts.every(holdsVersions)) found.push(`${folder}/{${paths.map((path) => basename(path)).join(",")}}`);
  }
  return found;
}

/** Whether most lines are a version with its name. */
function holdsVersions(text: string): boolean {
  const lines = text.split("\n").filter((line) => /^\s*[^\s#/;]/u.test(line));
  const versions = lines.filter((line) => /[\s:="']v?\d+\.\d+\.\d+(?:[-+][\w.-]+)?["',]?\s*(?:#.*)?$/u.test(line));
  return versions.length > 0 && versions.length * 2 > lines.length;
}

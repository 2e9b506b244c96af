import { isPattern, matchesPattern } from "../../core/path-pattern.ts";
import type { Surroundings } from "../../helmfile/index.ts";

/** Deeper than this, a link leads in a circle. */
const deepest = 30;

/** The files of a commit that some paths and patterns stand for. A path counts whether the file exists or not. */
export function listMatchingFiles(patterns: readonly string[], files: Surroundings): readonly string[] {
  const found = patterns.flatMap((pattern) =>
    isPattern(pattern) ? walk({ folder: ".", segments: pattern.split("/") }, files) : [pattern],
  );
  return [...new Set(found)];
}

interface Search {
  readonly folder: string;
  readonly segments: readonly string[];
}

function walk({ folder, segments }: Search, files: Surroundings): readonly string[] {
  const [segment = "", ...rest] = segments;
  if (folder.split("/").length > deepest) return [];
  if (segment === "**") {
    // Any number of folders, and a file in them where nothing follows.
    const here = walk({ folder, segments: rest.length === 0 ? ["*"] : rest }, files);
    return [...here, ...listFolders(folder, files).flatMap((below) => walk({ folder: below, segments }, files))];
  }
  const names = isPattern(segment) ? files.list(folder).filter((name) => matchesPattern(name, segment)) : [segment];
  const paths = names.map((name) => join(folder, name));
  if (rest.length === 0) return paths.filter((path) => files.readText(path) !== undefined);
  return paths.filter((path) => files.isFolder(path)).flatMap((path) => walk({ folder: path, segments: rest }, files));
}

function listFolders(folder: string, files: Surroundings): readonly string[] {
  const names = files.list(folder).filter((name) => !name.startsWith("."));
  return names.map((name) => join(folder, name)).filter((path) => files.isFolder(path));
}

function join(folder: string, name: string): string {
  return folder === "." ? name : `${folder}/${name}`;
}

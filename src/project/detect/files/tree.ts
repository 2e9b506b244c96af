import { dirname } from "node:path/posix";
import type { Surroundings } from "../../../helmfile/index.ts";

/** All files at one commit, or of a working tree. */
export interface Tree {
  /** Every file, relative to the root, with `/`. */
  readonly paths: readonly string[];
  /** The text of a file; undefined if it cannot be read. */
  readText(path: string): Promise<string | undefined>;
}

/** A tree whose texts are read once. */
export interface CachedTree {
  readonly paths: readonly string[];
  readText(path: string): Promise<string | undefined>;
  /** Calls a function until all files that it asks for are here. The function must be a pure one. */
  read<T>(use: (files: Surroundings) => Promise<T>): Promise<T>;
}

/** Thrown where a text is not here yet. */
class Missing extends Error {}

/** Wraps a tree so that the readers of helmfiles, which do not wait, can read it. */
export function cacheTree(tree: Tree): CachedTree {
  const texts = new Map<string, string | undefined>();
  const known = new Set(tree.paths);
  const folders = listFolders(tree.paths);
  const readText = async (path: string): Promise<string | undefined> => {
    if (known.has(path) && !texts.has(path)) texts.set(path, await tree.readText(path));
    return texts.get(path);
  };
  const files: Surroundings = {
    isFolder: (path) => folders.has(path),
    readText: (path) => {
      if (known.has(path) && !texts.has(path)) throw new Missing(path);
      return texts.get(path);
    },
    list: (path) => [...(folders.get(path) ?? [])].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  };
  return {
    paths: tree.paths,
    readText,
    async read(use) {
      for (;;) {
        try {
          return await use(files);
        } catch (error) {
          if (!(error instanceof Missing)) throw error;
          await readText(error.message);
        }
      }
    },
  };
}

function listFolders(paths: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const folders = new Map<string, Set<string>>([[".", new Set()]]);
  for (const path of paths) {
    for (let child = path; child !== "."; child = dirname(child)) {
      const folder = dirname(child);
      const names = folders.get(folder);
      const name = child.slice(child.lastIndexOf("/") + 1);
      if (names?.has(name) === true) break;
      if (names === undefined) folders.set(folder, new Set([name]));
      else names.add(name);
    }
  }
  return folders;
}

import { isAbsolute, join } from "node:path/posix";
import type { Surroundings } from "./surroundings.ts";

/** Where the paths of a helmfile begin. */
export interface Place {
  readonly files: Surroundings;
  /** The folder of the helmfile. Also for its bases, wherever they are. */
  readonly folder: string;
}

/** The files or folders that a name or a pattern stands for, in helmfile's order, or why that cannot be said. */
export function findFiles(name: string, { files, folder }: Place): readonly string[] | string {
  const path = locate(name, folder);
  if (path === undefined) return "it is not a path inside of the repository";
  if (!/[*?[\\]/u.test(name)) return files.isFolder(path) || files.readText(path) !== undefined ? [path] : "it is not in the commit";
  const parts = path.split("/");
  const fixed = parts.slice(
    0,
    parts.findIndex((part) => /[*?[\\]/u.test(part)),
  );
  if (/[?[\\]/u.test(path) || parts.some((part) => part.includes("**"))) {
    // The files below are noted as read, so that a change of any of them is seen.
    walk(fixed.join("/"), files);
    return "the pattern is not understood";
  }
  let found = [fixed.join("/")];
  for (const part of parts.slice(fixed.length)) {
    found = found
      .flatMap((parent) => expand(parent, part, files))
      .filter((one) => files.isFolder(one) || files.readText(one) !== undefined);
  }
  // The order of bytes, as Go sorts.
  return found.length === 0 ? "nothing matches it" : found.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** A path from the root of the repository; undefined if it leads out of it, or is an address. */
export function locate(name: string, folder: string): string | undefined {
  if (name === "" || isAbsolute(name) || name.includes("://") || name.includes("::") || name.includes("@") || /[\p{C}]/u.test(name)) {
    return undefined;
  }
  const path = join(folder, name).replace(/\/$/u, "");
  return path === ".." || path.startsWith("../") ? undefined : path;
}

function expand(parent: string, part: string, files: Surroundings): readonly string[] {
  const place = parent === "" ? "." : parent;
  if (!part.includes("*")) return [join(place, part)];
  const pattern = new RegExp(`^${part.replaceAll(/[.+^$()|{}]/gu, String.raw`\$&`).replaceAll("*", "[^/]*")}$`, "u");
  return files.list(place).flatMap((name) => (pattern.test(name) ? [join(place, name)] : []));
}

function walk(path: string, files: Surroundings): void {
  const place = path === "" ? "." : path;
  for (const name of files.list(place)) {
    const below = join(place, name);
    if (files.isFolder(below)) walk(below, files);
    else files.readText(below);
  }
}

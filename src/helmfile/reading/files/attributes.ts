import { dirname, join } from "node:path/posix";
import type { NotUnderstood } from "../not-understood.ts";
import type { Surroundings } from "./surroundings.ts";

/** Attributes of git with which a file that is checked out differs from the one in the commit. */
const converting = /^(?:filter|working-tree-encoding)(?:=|$)/u;

/**
 * Finds a file that git converts when it is checked out, so that helmfile does not read what is in the commit. Such an attribute's file
 * is noted as read, and no other one, because most of them say nothing about helmfiles.
 */
export function findConverted(paths: Iterable<string>, files: Surroundings, involved: Set<string>): NotUnderstood | undefined {
  const known = new Map<string, readonly AttributeLine[]>();
  for (const path of paths) {
    let found: (NotUnderstood & { readonly path: string }) | undefined;
    for (const folder of listFolders(path)) {
      const place = join(folder, ".gitattributes");
      const lines = known.get(place) ?? readLines(files.readText(place) ?? "");
      known.set(place, lines);
      const relative = folder === "." ? path : path.slice(folder.length + 1);
      for (const { line, pattern, isOn } of lines) {
        if (!matches(pattern, relative)) continue;
        found = isOn ? { line, path: place, reason: `git converts ${path} when it is checked out` } : undefined;
      }
    }
    if (found === undefined || files.readText(path) === undefined) continue;
    involved.add(found.path);
    return found;
  }
  return undefined;
}

interface AttributeLine {
  readonly line: number;
  readonly pattern: string;
  readonly isOn: boolean;
}

/** From the root down, as a deeper file wins. */
function listFolders(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === "." ? ["."] : [...listFolders(folder), folder];
}

/** The lines that switch a conversion on or off, also by an attribute of one's own that stands for one. */
function readLines(text: string): readonly AttributeLine[] {
  const macros = new Set<string>();
  return text.split("\n").flatMap((raw, index): AttributeLine[] => {
    const [pattern = "", ...attributes] = raw.trim().split(/[ \t\r]+/u);
    if (pattern === "" || pattern.startsWith("#")) return [];
    const isOn = attributes.some((name) => converting.test(name) || macros.has(name));
    if (pattern.startsWith("[attr]")) {
      if (isOn) macros.add(pattern.slice("[attr]".length));
      return [];
    }
    const isOff = attributes.some((name) => /^[-!](?:filter|working-tree-encoding)$/u.test(name) || macros.has(name.slice(1)));
    return isOn || isOff ? [{ line: index + 1, pattern, isOn }] : [];
  });
}

/** A pattern with a slash is a path. One that is written in an unusual way matches everything. */
function matches(pattern: string, path: string): boolean {
  if (/["[\\]/u.test(pattern)) return true;
  const source = pattern
    .replace(/^\//u, "")
    .replaceAll(/[.+^$()|{}]/gu, String.raw`\$&`)
    .replaceAll(/\*\*\/|\*\*|\*|\?/gu, (glob) => ({ "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*" })[glob] ?? "[^/]");
  const whole = new RegExp(`^${source}$`, "u");
  return whole.test(pattern.includes("/") ? path : path.slice(path.lastIndexOf("/") + 1));
}

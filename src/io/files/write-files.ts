import { lstatSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { GeneratedFile } from "../../core/generated-file.ts";
import { isGenerated } from "../../core/header.ts";
import { UserError, type Issue } from "../../core/user-error.ts";
import { readIfFile } from "./read-file.ts";
import { replaceFile } from "./replace-file.ts";
import { createFolderLookup, type TargetFolder } from "./target-folder.ts";
import { attemptWrite, removeEmptyFolders } from "./write-attempt.ts";

/** What a file needs: nothing, to be written, to be removed, or people, since desalt did not write what is there. */
export type FileState = "same" | "new" | "changed" | "unneeded" | "foreign";

/** A file with what it needs; `text` is absent where it is to be removed. */
export interface FileDifference {
  readonly path: string;
  readonly state: FileState;
  readonly text?: string;
}

/**
 * Compares generated files with what is on disk. `candidates` are paths that may hold files of an earlier run; those
 * that carry our mark and are not generated any more are unneeded. Throws when a path leads out of the root.
 */
export function compareFiles(root: string, files: readonly GeneratedFile[], candidates: readonly string[]): FileDifference[] {
  const folderOf = createFolderLookup(root);
  const differences: FileDifference[] = files.map(({ path, text }) => ({
    path,
    text,
    state: folderOf(path).isThere ? stateOf(root, path, text) : "new",
  }));
  const expected = new Set(files.map((file) => file.path));
  for (const path of candidates) {
    if (expected.has(path)) continue;
    const present = readIfFile(root, path);
    if (present !== undefined && isGenerated(present)) differences.push({ path, state: "unneeded" });
  }
  refuseObstacles(root, differences, folderOf);
  return differences;
}

/** Writes and removes what `compareFiles` found. Each file is replaced at once; folders that become empty are removed. */
export function writeFiles(root: string, differences: readonly FileDifference[]): void {
  const folders = new Set<string>();
  for (const { path, state, text } of differences) {
    const target = join(root, path);
    if ((state === "new" || state === "changed") && text !== undefined) {
      const folder = dirname(target);
      if (!folders.has(folder)) attemptWrite(path, () => mkdirSync(folder, { recursive: true }));
      folders.add(folder);
      attemptWrite(path, () => replaceFile(target, text));
    }
    if (state === "unneeded") {
      attemptWrite(path, () => rmSync(target));
      removeEmptyFolders(root, dirname(target));
    }
  }
}

function stateOf(root: string, path: string, text: string): FileState {
  const present = readIfFile(root, path);
  if (present === undefined) return "new";
  if (present === text) return "same";
  return isGenerated(present) ? "changed" : "foreign";
}

/** What would make a write fail half-way is refused before the first one. */
function refuseObstacles(root: string, differences: readonly FileDifference[], folderOf: (path: string) => TargetFolder): void {
  const issues: Issue[] = [];
  for (const { path } of differences) {
    const { problem, hasLinks } = folderOf(path);
    if (problem !== undefined)
      issues.push({ message: `"${path}" ${problem}`, hint: "move away what is in the way, or name another directory" });
    else if (hasLinks && lstatSync(join(root, path), { throwIfNoEntry: false })?.isSymbolicLink()) {
      issues.push({ message: `"${path}" is a symbolic link`, hint: "desalt writes files only; remove the link" });
    }
  }
  if (issues.length > 0) throw new UserError(issues);
}

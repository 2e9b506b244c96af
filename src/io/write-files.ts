import { existsSync, lstatSync, mkdirSync, realpathSync, rmSync, rmdirSync, statSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import type { GeneratedFile } from "../core/generated-file.ts";
import { isGenerated } from "../core/header.ts";
import { UserError, type Issue } from "../core/user-error.ts";
import { hasCode, messageOf, readIfFile } from "./read-file.ts";

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
  const differences: FileDifference[] = files.map(({ path, text }) => ({ path, text, state: stateOf(root, path, text) }));
  const expected = new Set(files.map((file) => file.path));
  for (const path of candidates) {
    if (expected.has(path)) continue;
    const present = readIfFile(root, path);
    if (present !== undefined && isGenerated(present)) differences.push({ path, state: "unneeded" });
  }
  refuseEscapes(root, differences);
  return differences;
}

/** Writes and removes what `compareFiles` found. Each file is replaced at once; folders that become empty are removed. */
export async function writeFiles(root: string, differences: readonly FileDifference[]): Promise<void> {
  const { sync: writeFileAtomic } = await import("write-file-atomic");
  const folders = new Set<string>();
  for (const { path, state, text } of differences) {
    const target = join(root, path);
    if ((state === "new" || state === "changed") && text !== undefined) {
      const folder = dirname(target);
      if (!folders.has(folder)) attempt(path, () => mkdirSync(folder, { recursive: true }));
      folders.add(folder);
      attempt(path, () => writeFileAtomic(target, text, { fsync: false }));
    }
    if (state === "unneeded") {
      attempt(path, () => rmSync(target));
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
function refuseEscapes(root: string, differences: readonly FileDifference[]): void {
  const realRoot = realpathSync(root);
  const folders = new Map<string, string | undefined>();
  const issues: Issue[] = [];
  for (const { path } of differences) {
    const folder = dirname(join(root, path));
    if (!folders.has(folder)) folders.set(folder, explainFolder(realRoot, folder));
    const problem = folders.get(folder);
    if (problem !== undefined)
      issues.push({ message: `"${path}" ${problem}`, hint: "move away what is in the way, or name another directory" });
    else if (lstatSync(join(root, path), { throwIfNoEntry: false })?.isSymbolicLink()) {
      issues.push({ message: `"${path}" is a symbolic link`, hint: "desalt writes files only; remove the link" });
    }
  }
  if (issues.length > 0) throw new UserError(issues);
}

/** What is wrong with a folder to write to, or `undefined`. */
function explainFolder(realRoot: string, folder: string): string | undefined {
  const nearest = realFolder(folder);
  if (!`${nearest}${sep}`.startsWith(`${realRoot}${sep}`)) return "leads out of the repository through a symbolic link";
  return statSync(nearest).isDirectory() ? undefined : "should be in a directory, and a file is there";
}

/** The folder with symbolic links resolved; of one that is not there yet, its nearest ancestor. */
function realFolder(folder: string): string {
  return existsSync(folder) ? realpathSync(folder) : realFolder(dirname(folder));
}

function removeEmptyFolders(root: string, folder: string): void {
  if (folder === root) return;
  try {
    rmdirSync(folder);
  } catch (cause) {
    if (hasCode(cause, "ENOTEMPTY") || hasCode(cause, "EEXIST")) return;
    throw cause;
  }
  removeEmptyFolders(root, dirname(folder));
}

function attempt(path: string, action: () => unknown): void {
  try {
    action();
  } catch (cause) {
    throw new UserError(
      { message: `"${path}" cannot be written: ${messageOf(cause)}`, hint: "check the permissions of its directory" },
      { cause },
    );
  }
}

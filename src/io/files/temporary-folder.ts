import { existsSync, lstatSync, readdirSync, rmSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { onExit } from "signal-exit";
import { hasCode } from "../../core/user-error.ts";
import { isGone, ownMark } from "./owner.ts";
import { isSystemError } from "./system-error.ts";

export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** The existing temporary folders of this process. */
const folders = new Set<string>();

/** Whether a path is in a folder that this process made for itself. */
export function isInTemporaryFolder(path: string): boolean {
  return [...folders].some((folder) => path === folder || path.startsWith(folder + sep));
}

/** Makes a folder that only this user can read. It is deleted by `remove`, at the end of the process, or by a signal that ends it. */
export async function makeTemporaryFolder(): Promise<TemporaryFolder> {
  removeStaleFolders(tmpdir(), "desalt-");
  const path = await realpath(await mkdtemp(join(tmpdir(), `desalt-${ownMark}-`)));
  folders.add(path);
  // Last, when the processes that write into it have been killed.
  const forget = onExit(() => removeForGood(path), { alwaysLast: true });
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true, maxRetries: 3 });
      folders.delete(path);
      forget();
    },
  };
}

/** Tries again, because a process that has just been killed may still write and create a folder again. */
function removeForGood(path: string): void {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (let attempt = 0; attempt < 20 && existsSync(path); attempt += 1) {
    rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    Atomics.wait(sleeper, 0, 0, 50);
  }
}

/** Folders in which this process has looked for those of others. */
const swept = new Set<string>();

/** Deletes, once per process, the folders of processes that were killed: what is in them may be secret. */
export function removeStaleFolders(parent: string, prefix: string): void {
  if (swept.has(parent) || !existsSync(parent)) return;
  swept.add(parent);
  for (const name of readdirSync(parent)) {
    const mark = name.startsWith(prefix) ? /^(\d+-[0-9a-f]{8})-\w+$/u.exec(name.slice(prefix.length))?.[1] : undefined;
    if (mark !== undefined) removeIfStale(join(parent, name), mark);
  }
}

function removeIfStale(path: string, mark: string): void {
  const status = lstatSync(path, { throwIfNoEntry: false });
  // Everybody can write to the folder above, and may have given a folder of theirs this name.
  if (status?.isDirectory() !== true || status.uid !== process.getuid?.() || !isGone(mark, status.mtimeMs)) return;
  try {
    rmSync(path, { recursive: true, force: true });
  } catch (error) {
    // Another desalt may delete it as well, or a program that was left over may still write to it. The next run tries again.
    if (!isSystemError(error) && !hasCode(error, "ENOTEMPTY") && !hasCode(error, "ENOENT")) throw error;
  }
}

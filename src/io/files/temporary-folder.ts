import { existsSync, rmSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { onExit } from "signal-exit";

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
  const path = await realpath(await mkdtemp(join(tmpdir(), "desalt-")));
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

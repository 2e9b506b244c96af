import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { hasCode, UserError } from "../../core/user-error.ts";
import { endWithDesalt } from "../programs/end-with-desalt.ts";
import { isGone, ownMark } from "./owner.ts";
import { readIfFile } from "./read-file.ts";
import { isSystemError } from "./system-error.ts";

/** Where to wait for another desalt, and for how long. */
export interface LockWait {
  readonly directory: string;
  /** Called once if another desalt has the lock. `process` is its number. */
  readonly onWait: (process: string) => void;
  /** Milliseconds. Default: a minute. */
  readonly limit?: number;
}

/** Between two looks at a lock, in milliseconds. */
const pause = 100;

/** So old is a lock without an owner, whose process was killed before it wrote its name, in milliseconds. */
const unnamedLife = 10_000;

/**
 * Does work that changes a repository's files while no other desalt does. Throws a `UserError` if another one works too long. Without git,
 * or where its folder cannot be written, nothing is locked.
 */
export async function withRepositoryLock<T>(wait: LockWait, work: () => Promise<T>): Promise<T> {
  const folder = findGitFolder(resolve(wait.directory));
  const path = folder === undefined ? undefined : join(folder, "desalt.lock");
  if (path === undefined || !(await takeLock(path, wait))) return await work();
  const release = (): void => rmSync(path, { force: true });
  const forget = endWithDesalt(release);
  try {
    return await work();
  } finally {
    release();
    forget();
  }
}

/** Whether the lock was taken; false if there can be none. */
async function takeLock(path: string, { onWait, limit = 60_000 }: LockWait): Promise<boolean> {
  const deadline = Date.now() + limit;
  for (let isFirst = true; ; isFirst = false) {
    try {
      writeFileSync(path, ownMark, { flag: "wx" });
      return true;
    } catch (error) {
      if (isSystemError(error)) return false;
      if (!hasCode(error, "EEXIST")) throw error;
    }
    const holder = readHolder(path);
    if (holder === undefined) continue;
    if (holder.isGone) {
      removeLock(path, holder.mark);
      continue;
    }
    const [process = ""] = holder.mark.split("-", 1);
    if (isFirst) onWait(process);
    if (Date.now() >= deadline) {
      throw new UserError({
        message: `another desalt (process ${process}) is at work in this repository`,
        hint: `wait until it has ended; if there is none, delete ${path}`,
      });
    }
    await setTimeout(pause);
  }
}

function readHolder(path: string): { readonly mark: string; readonly isGone: boolean } | undefined {
  const status = statSync(path, { throwIfNoEntry: false });
  const mark = readIfFile("", path);
  if (status === undefined || mark === undefined) return undefined;
  return { mark, isGone: mark === "" ? Date.now() - status.mtimeMs > unnamedLife : isGone(mark, status.mtimeMs) };
}

/** By another name first: between the look and the deletion, somebody else may have taken the lock. */
function removeLock(path: string, mark: string): void {
  const aside = `${path}.${ownMark}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return;
    throw error;
  }
  if (readFileSync(aside, "utf8") === mark) rmSync(aside);
  else renameSync(aside, path);
}

/** The folder that git keeps its own files of a working tree in, without a start of git. */
function findGitFolder(directory: string): string | undefined {
  const path = join(directory, ".git");
  const status = statSync(path, { throwIfNoEntry: false });
  if (status?.isDirectory() === true) return path;
  const named = status === undefined ? undefined : /^gitdir: (.+)$/mu.exec(readFileSync(path, "utf8"))?.[1];
  if (named !== undefined) return resolve(directory, named);
  return dirname(directory) === directory ? undefined : findGitFolder(dirname(directory));
}

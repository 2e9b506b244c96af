import { mkdirSync, readFileSync, utimesSync } from "node:fs";
import { dirname } from "node:path";
import { hasCode } from "../../core/user-error.ts";
import { replaceFile } from "./replace-file.ts";
import { isSystemError } from "./system-error.ts";

/** Reads an entry of a cache. Undefined if it does not exist, is damaged, or cannot be read: a cache only saves time. */
export function readCacheEntry(path: string): unknown {
  return ignoreCacheErrors(() => {
    const entry: unknown = JSON.parse(readFileSync(path, "utf8"));
    // Cleaners delete what was not used for long.
    utimesSync(path, new Date(), new Date());
    return entry;
  });
}

/** Stores an entry that only this user can read, unless the cache is full or cannot be written. */
export function writeCacheEntry(path: string, entry: unknown): void {
  ignoreCacheErrors(() => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    replaceFile(path, JSON.stringify(entry));
  });
}

/** Returns undefined where a cache cannot be read or written. */
export function ignoreCacheErrors<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (isSystemError(error) || error instanceof SyntaxError) return undefined;
    if (["ENOENT", "ENOTDIR", "EISDIR", "EEXIST", "ENOTEMPTY"].some((code) => hasCode(error, code))) return undefined;
    throw error;
  }
}

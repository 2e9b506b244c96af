import { readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { sha256 } from "../../core/hash.ts";
import { hasCode } from "../../core/user-error.ts";

/** The mark of this process in the names of its temporary files and folders: its number, and where that number counts. */
export const ownMark = `${process.pid}-${sha256(JSON.stringify([hostname(), findNamespace()])).slice(0, 8)}`;

const pattern = /^(\d+)-([0-9a-f]{8})$/u;

/** What another machine or container left in a shared folder is as old as this before somebody else deletes it, in milliseconds. */
const longestLife = 86_400_000;

/** Whether the process of a mark has ended. `modified` is when it last wrote, which decides where nobody can ask for the process. */
export function isGone(mark: string, modified: number): boolean {
  const [, number, place] = pattern.exec(mark) ?? [];
  if (number === undefined) return false;
  if (!ownMark.endsWith(`-${place}`)) return Date.now() - modified > longestLife;
  try {
    process.kill(Number(number), 0);
    return false;
  } catch (error) {
    return hasCode(error, "ESRCH");
  }
}

/** Containers count their processes from 1 again. Empty on systems without /proc. */
function findNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

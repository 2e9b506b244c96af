import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { isGone, ownMark } from "./owner.ts";

const ending = `.${ownMark}-${randomBytes(4).toString("hex")}.tmp`;
const strayName = /\.(\d+-[0-9a-f]{8})-[0-9a-f]{8}\.tmp$/u;

/** Folders in which this process has looked for files of others. */
const swept = new Set<string>();

/**
 * Writes a file atomically: to a temporary file, then renamed, so that nobody reads a half-written file. For an existing file,
 * mode and owner stay. Does not use write-file-atomic, which adds and removes signal handlers for each file. With ten thousand
 * of them, that takes longer than to write them.
 */
export function replaceFile(path: string, content: string | Buffer): void {
  const temporary = `${path}${ending}`;
  removeStrays(dirname(path));
  try {
    writeFileSync(temporary, content, { flag: "wx" });
    copyAttributes(path, temporary);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function copyAttributes(from: string, to: string): void {
  const present = statSync(from, { throwIfNoEntry: false });
  if (present === undefined) return;
  chmodSync(to, present.mode & 0o7777);
  // Only root may give a file away.
  if (process.getuid?.() === 0) chownSync(to, present.uid, present.gid);
}

/** Deletes the temporary files of processes that were killed before they could rename them. */
function removeStrays(folder: string): void {
  if (swept.has(folder)) return;
  swept.add(folder);
  for (const name of readdirSync(folder)) {
    const mark = strayName.exec(name)?.[1];
    if (mark === undefined) continue;
    const status = statSync(join(folder, name), { throwIfNoEntry: false });
    if (status !== undefined && isGone(mark, status.mtimeMs)) rmSync(join(folder, name), { force: true });
  }
}

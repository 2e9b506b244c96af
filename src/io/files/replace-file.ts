import { randomUUID } from "node:crypto";
import { chmodSync, chownSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";

const ending = `.${randomUUID()}.tmp`;

/**
 * Writes a file atomically: to a temporary file, then renamed, so that nobody reads a half-written file. For an existing file,
 * mode and owner stay. Does not use write-file-atomic, which adds and removes signal handlers for each file. With ten thousand
 * of them, that takes longer than to write them.
 */
export function replaceFile(path: string, content: string | Buffer): void {
  const temporary = `${path}${ending}`;
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

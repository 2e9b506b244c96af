import { randomUUID } from "node:crypto";
import { chmodSync, chownSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";

const ending = `.${randomUUID()}.tmp`;

/**
 * Writes a file at once: beside its place, then renamed, so that nobody ever reads half of it. Of a file that is there,
 * mode and owner stay. Not write-file-atomic, which adds and removes signal handlers for each file: with ten thousand
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

import { rmdirSync } from "node:fs";
import { dirname } from "node:path";
import { hasCode, UserError } from "../../core/user-error.ts";
import { messageOf } from "./read-file.ts";
import { systemHint } from "./system-error.ts";

/** Writes or removes a file. Throws a `UserError` with its path if that fails. */
export function attemptWrite(path: string, action: () => unknown): void {
  try {
    action();
  } catch (cause) {
    throw new UserError({ message: `"${path}" cannot be written: ${messageOf(cause)}`, hint: systemHint(cause) }, { cause });
  }
}

/** Removes a folder below a root, and its parents, if they are empty. */
export function removeEmptyFolders(root: string, folder: string): void {
  if (folder === root) return;
  try {
    rmdirSync(folder);
  } catch (cause) {
    if (hasCode(cause, "ENOTEMPTY") || hasCode(cause, "EEXIST")) return;
    if (!hasCode(cause, "ENOENT")) throw cause;
  }
  removeEmptyFolders(root, dirname(folder));
}

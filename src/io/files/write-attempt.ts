import { rmdirSync } from "node:fs";
import { dirname } from "node:path";
import { hasCode } from "../../core/error-code.ts";
import { UserError } from "../../core/user-error.ts";
import { messageOf } from "./read-file.ts";

/** Writes or removes something; throws a `UserError` that names it when that is not possible. */
export function attemptWrite(path: string, action: () => unknown): void {
  try {
    action();
  } catch (cause) {
    throw new UserError(
      { message: `"${path}" cannot be written: ${messageOf(cause)}`, hint: "check the permissions of its directory" },
      { cause },
    );
  }
}

/** Removes a folder below a root, and those above it, as long as they hold nothing. */
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

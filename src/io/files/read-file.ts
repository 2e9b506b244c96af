import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hasCode, UserError } from "../../core/user-error.ts";

/** Reads the text of a file below a folder. Returns `undefined` if it does not exist. */
export function readIfFile(root: string, path: string): string | undefined {
  try {
    return readFileSync(join(root, path), "utf8");
  } catch (cause) {
    if (hasCode(cause, "ENOENT") || hasCode(cause, "ENOTDIR")) return undefined;
    const hint = hasCode(cause, "EISDIR") ? "replace the directory by a file" : "check its permissions";
    throw new UserError({ message: `"${path}" cannot be read: ${messageOf(cause)}`, hint }, { cause });
  }
}

/** The first line of an error's message, without paths of the machine. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split(/,| '/u, 1)[0] ?? error.message) : String(error);
}

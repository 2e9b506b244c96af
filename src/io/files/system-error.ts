import { tmpdir } from "node:os";
import { isRecord } from "../../core/json-value.ts";
import type { Issue } from "../../core/user-error.ts";

const full = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);
const forbidden = new Set(["EACCES", "EPERM", "EROFS"]);
const others = new Set(["EIO", "EMFILE", "ENFILE", "ENAMETOOLONG", "EBUSY", "ESTALE", "ELOOP", "ENOMEM", "EAGAIN"]);

/** Whether the surroundings failed: a full disk, permissions, limits of the system. A bug of desalt has other codes, or none. */
export function isSystemError(error: unknown): error is Error & { readonly code: string } {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return false;
  return full.has(error.code) || forbidden.has(error.code) || others.has(error.code);
}

/** The next action after an error of reading or writing. */
export function systemHint(error: unknown): string {
  const code = isRecord(error) ? String(error["code"]) : "";
  if (full.has(code)) return `free space there, in "${tmpdir()}" (or set TMPDIR) and in the cache (or set XDG_CACHE_HOME)`;
  return others.has(code) ? "fix this on the machine, then try again" : "check the permissions of its directory";
}

/** The issue for an error that nobody has named a file for. */
export function describeSystemError(error: Error): Issue {
  return { message: `the system refused to read or write: ${error.message}`, hint: systemHint(error) };
}

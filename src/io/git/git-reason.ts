import { UserError } from "../../core/user-error.ts";

/** The reason of git's failure in one line: its fatal message, otherwise its last one. */
export function reasonOf(errors: string): string {
  const lines = errors.split("\n").filter((line) => line.trim() !== "");
  const line = lines.find((text) => text.startsWith("fatal: ")) ?? lines.at(-1) ?? "";
  return line.replace(/^fatal: /u, "");
}

/** The error for a remote that does not answer. `name` is the remote's, or its address without credentials. */
export function cannotReach(name: string, errors: string, hint = `check the connection: git ls-remote ${name}`): UserError {
  return new UserError({ message: `git cannot reach the remote "${name}": ${reasonOf(errors)}`, hint });
}

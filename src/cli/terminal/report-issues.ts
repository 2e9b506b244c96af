import { renderIssues, type Issue } from "../../core/user-error.ts";

/** Prints warnings on stderr. */
export function warn(issues: readonly Issue[]): void {
  if (issues.length > 0) process.stderr.write(`${renderIssues(issues, "warning")}\n`);
}

/** Prints errors on stderr. */
export function reportErrors(issues: readonly Issue[]): void {
  if (issues.length > 0) process.stderr.write(`${renderIssues(issues)}\n`);
}

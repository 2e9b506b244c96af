/** One error that the user must fix, with its place, the value in quotes, and the next action. */
export interface Issue {
  /** The error, its place, and the value in quotes, on one line. */
  readonly message: string;
  /** The next action; lists the valid values when they are few. */
  readonly hint?: string;
}

/**
 * An error that the user can fix. It is printed without a stack. Every other error is a bug in desalt and keeps its stack.
 * One error may have several issues.
 */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly issues: readonly Issue[];

  constructor(issues: Issue | readonly Issue[], options?: ErrorOptions) {
    const list = isIssueList(issues) ? issues : [issues];
    super(list.map((issue) => issue.message).join("\n"), options);
    this.issues = list;
  }
}

/** Renders issues for the terminal: `error: …` with ` hint: …` below. */
export function renderIssues(issues: readonly Issue[], severity: "error" | "warning" = "error"): string {
  return issues
    .map(({ message, hint }) => {
      const lines = [`${severity}: ${message}`];
      if (hint !== undefined) lines.push(` hint: ${hint}`);
      return lines.join("\n");
    })
    .join("\n");
}

function isIssueList(issues: Issue | readonly Issue[]): issues is readonly Issue[] {
  return Array.isArray(issues);
}

/** Whether an error of Node carries this code, such as `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === code;
}

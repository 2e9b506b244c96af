/** One thing the user must fix: what is wrong and where, with the value in quotes, and the next action. */
export interface Issue {
  /** What, where, and the value in quotes, on one line. */
  readonly message: string;
  /** The next action; lists the valid values when they are few. */
  readonly hint?: string;
}

/**
 * Something the user can fix. It is printed without a stack; every other error is a bug of desalt and keeps its stack.
 * Several issues found at once travel in one error.
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

/** Renders issues as the terminal shows them: `error: …` with ` hint: …` below. */
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

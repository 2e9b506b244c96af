import { renderIssues, UserError } from "../src/core/user-error.ts";

/** What a user sees of the error that a call throws. A call that throws nothing, or a bug, fails the test. */
export function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return renderIssues(error.issues);
    throw error;
  }
  throw new Error("nothing was thrown");
}

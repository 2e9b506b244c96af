import { parseJson } from "../../core/json-text.ts";
import { isRecord } from "../../core/json-value.ts";

/** What the event of a run says about the branches of its change. */
export interface RunEvent {
  /** The repository's default branch. */
  readonly defaultBranch?: string;
  /** The branch that the pull request is to be merged into. */
  readonly targetBranch?: string;
  /** The tip of that branch when the run began. */
  readonly targetCommit?: string;
  /** The commit that a merge queue puts the change on. */
  readonly queueCommit?: string;
}

/** Reads the event of a run: the text of the file that GITHUB_EVENT_PATH names. A text that is not JSON says nothing. */
export function readEvent(text: string | undefined): RunEvent {
  const event = text === undefined ? undefined : parseJson(text);
  const defaultBranch = read(event, "repository", "default_branch");
  const targetBranch = read(event, "pull_request", "base", "ref");
  const targetCommit = read(event, "pull_request", "base", "sha");
  const queueCommit = read(event, "merge_group", "base_sha");
  return {
    ...(defaultBranch !== undefined && { defaultBranch }),
    ...(targetBranch !== undefined && { targetBranch }),
    ...(targetCommit !== undefined && { targetCommit }),
    ...(queueCommit !== undefined && { queueCommit }),
  };
}

function read(event: unknown, ...path: readonly string[]): string | undefined {
  let value = event;
  for (const key of path) value = isRecord(value) ? value[key] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

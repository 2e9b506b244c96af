import { gitOrThrow } from "./run-git.ts";

/** What git says about a commit, beside its files. */
export interface CommitDescription {
  readonly isMerge: boolean;
  /** The first line of its message, as somebody wrote it. */
  readonly subject: string;
}

/** Describes commits, by their names. */
export async function describeCommits(directory: string, ids: readonly string[]): Promise<ReadonlyMap<string, CommitDescription>> {
  if (ids.length === 0) return new Map();
  const format = "--format=%H%x00%P%x00%s";
  const text = await gitOrThrow(directory, ["show", "--no-patch", "--no-show-signature", "--no-color", format, "--end-of-options", ...ids]);
  return new Map(
    text.split("\n").map((line) => {
      const [id = "", parents = "", subject = ""] = line.split("\0");
      return [id, { isMerge: parents.includes(" "), subject }] as const;
    }),
  );
}

/** Commits along first parents that changed a file, newest first. */
export async function listCommitsOf(directory: string, path: string, limit: number): Promise<readonly string[]> {
  const args = ["rev-list", "--first-parent", `--max-count=${limit}`, "HEAD", "--", path];
  const text = await gitOrThrow(directory, args);
  return text === "" ? [] : text.split("\n");
}

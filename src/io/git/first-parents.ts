import { gitOrThrow } from "./run-git.ts";

/** A commit and its recorded time. */
export interface DatedCommit {
  readonly id: string;
  /** Committer time, in milliseconds since 1970 UTC. */
  readonly time: number;
}

/** A commit and its first parents, oldest first. */
export async function listFirstParents(directory: string, commit: string): Promise<readonly DatedCommit[]> {
  const lines = await gitOrThrow(directory, ["rev-list", "--first-parent", "--timestamp", "--end-of-options", commit]);
  return lines
    .split("\n")
    .map((line) => {
      const [seconds = "", id = ""] = line.split(" ");
      return { id, time: Number(seconds) * 1000 };
    })
    .reverse();
}

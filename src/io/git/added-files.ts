import { gitOrThrow } from "./run-git.ts";

/** All paths that a branch ever had, along first parents, sorted. `pathspecs` are those of git; none stands for all. */
export async function listAddedFiles(root: string, commit: string, pathspecs: readonly string[] = []): Promise<readonly string[]> {
  const settings = ["-c", "log.showRoot=true", "-c", "log.follow=false", "-c", "log.showSignature=false"];
  const options = ["--first-parent", "--diff-merges=first-parent", "--no-renames", "--diff-filter=A", "--name-only", "-z", "--format="];
  const output = await gitOrThrow(root, [...settings, "log", ...options, "--end-of-options", commit, "--", ...pathspecs]);
  return [...new Set(output.split("\0").map((path) => path.replace(/^\n/u, "")))].filter((path) => path !== "").toSorted();
}

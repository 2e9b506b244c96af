import { existsSync } from "node:fs";
import { UserError } from "../../core/user-error.ts";
import { runGit } from "./run-git.ts";

/** The top folder of the git repository that holds a folder, with symbolic links resolved. Throws a `UserError` outside of one. */
export async function findGitRoot(directory: string): Promise<string> {
  const result = await runGit(directory, ["rev-parse", "--show-toplevel"]);
  if (result.exitCode === 0) return result.stdout;
  if (!existsSync(directory)) throw new UserError({ message: `folder "${directory}" is not there`, hint: "name the repository's folder" });
  throw new UserError({
    message: `"${directory}" is not in a git repository`,
    hint: "desalt works on what is kept in git; run: git init",
  });
}

/** Whether a folder is in a git repository, and not in a place that it ignores. */
export async function isInGit(directory: string): Promise<boolean> {
  const { exitCode, stdout } = await runGit(directory, ["rev-parse", "--is-inside-work-tree"]);
  if (exitCode !== 0 || stdout !== "true") return false;
  return (await runGit(directory, ["check-ignore", "--quiet", "."])).exitCode !== 0;
}

/** Files of a folder, tracked or not, without the ignored ones; relative to it, with `/` as separator. */
export async function listGitFiles(directory: string, patterns: readonly string[]): Promise<string[]> {
  const result = await runGit(directory, ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...patterns]);
  if (result.exitCode !== 0) {
    throw new UserError({ message: `git cannot list the files of "${directory}": ${result.stderr}`, hint: "run: git status" });
  }
  return [...new Set(result.stdout.split("\0"))].filter((path) => path !== "");
}

/** `owner/name` of the remote `origin`, or `undefined` when there is none. Of a `file:` address it is the last two parts. */
export async function findRepositoryName(directory: string): Promise<string | undefined> {
  const { exitCode, stdout } = await runGit(directory, ["remote", "get-url", "origin"]);
  if (exitCode !== 0) return undefined;
  const onDisk = /^file:.*?([^/]+\/[^/]+?)(?:\.git)?\/?$/u.exec(stdout)?.[1];
  if (onDisk !== undefined) return onDisk;
  const path = /^(?:[a-z+]+:\/\/[^/]+\/|[^/:]+:)(.+?)(?:\.git)?\/?$/u.exec(stdout)?.[1];
  return path !== undefined && path.includes("/") ? path : undefined;
}

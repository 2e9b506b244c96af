import { UserError } from "../../core/user-error.ts";
import { cannotReach } from "./git-reason.ts";
import { runGit } from "./run-git.ts";

/** The default branch of a remote. */
export interface RemoteHead {
  readonly remote: string;
  readonly branch: string;
  readonly commit: string;
}

/** Filters paths with uncommitted changes. */
export async function listUncommitted(directory: string, paths: readonly string[]): Promise<string[]> {
  const { stdout } = await runGit(directory, ["status", "--porcelain", "-z", "--no-renames", "--", ...paths]);
  return stdout.split("\0").flatMap((line) => (line === "" ? [] : [line.slice(3)]));
}

/** Asks the remote `origin` for its default branch. Returns undefined if it does not exist, or has none. */
export async function findRemoteHead(directory: string): Promise<RemoteHead | undefined> {
  const remotes = await runGit(directory, ["remote"]);
  const remote = "origin";
  if (!remotes.stdout.split("\n").includes(remote)) return undefined;
  const { exitCode, stdout, stderr } = await runGit(directory, ["ls-remote", "--symref", remote, "HEAD"]);
  if (exitCode !== 0) throw cannotReach(remote, stderr);
  const branch = /^ref: refs\/heads\/(.+)\tHEAD$/mu.exec(stdout)?.[1];
  const commit = /^([0-9a-f]{40,64})\tHEAD$/mu.exec(stdout)?.[1];
  return branch === undefined || commit === undefined ? undefined : { remote, branch, commit };
}

/** The default branch of `origin` in this clone, without a request to the remote. */
export async function findKnownDefaultBranch(directory: string): Promise<string | undefined> {
  const { exitCode, stdout } = await runGit(directory, ["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"]);
  return exitCode === 0 ? /^refs\/remotes\/origin\/(.+)$/mu.exec(stdout)?.[1] : undefined;
}

/** Lists files that differ between two commits, or between a commit and the working tree with untracked files. Relative to the folder. */
export async function listChangedFiles(directory: string, from: string, to?: string): Promise<string[]> {
  const range = [from, ...(to === undefined ? [] : [to]), "--"];
  const [changed, added] = await Promise.all([
    runGit(directory, ["diff", "--name-only", "--no-renames", "--relative", "-z", ...range]),
    to === undefined ? runGit(directory, ["ls-files", "--others", "--exclude-standard", "-z"]) : { stdout: "" },
  ]);
  if (changed.exitCode !== 0)
    throw new UserError({ message: `git cannot compare with "${from}": ${changed.stderr}`, hint: "run: git status" });
  return `${changed.stdout}${added.stdout}`.split("\0").filter((path) => path !== "");
}

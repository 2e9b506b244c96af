import { UserError } from "../../core/user-error.ts";
import { reasonOf } from "./git-reason.ts";
import { runGit } from "./run-git.ts";

/** The default branch of a remote. */
export interface RemoteHead {
  readonly remote: string;
  readonly branch: string;
  readonly commit: string;
}

/** Those of some paths that differ from what is committed. */
export async function listUncommitted(directory: string, paths: readonly string[]): Promise<string[]> {
  const { stdout } = await runGit(directory, ["status", "--porcelain", "-z", "--no-renames", "--", ...paths]);
  return stdout.split("\0").flatMap((line) => (line === "" ? [] : [line.slice(3)]));
}

/** Asks the remote `origin` for its default branch; undefined where there is no such remote, or it has none. */
export async function findRemoteHead(directory: string): Promise<RemoteHead | undefined> {
  const remotes = await runGit(directory, ["remote"]);
  const remote = "origin";
  if (!remotes.stdout.split("\n").includes(remote)) return undefined;
  const { exitCode, stdout, stderr } = await runGit(directory, ["ls-remote", "--symref", remote, "HEAD"]);
  if (exitCode !== 0) {
    throw new UserError({
      message: `git cannot reach the remote "${remote}": ${reasonOf(stderr)}`,
      hint: `try: git ls-remote ${remote}`,
    });
  }
  const branch = /^ref: refs\/heads\/(.+)\tHEAD$/mu.exec(stdout)?.[1];
  const commit = /^([0-9a-f]{40,64})\tHEAD$/mu.exec(stdout)?.[1];
  return branch === undefined || commit === undefined ? undefined : { remote, branch, commit };
}

/** The default branch of `origin` as this clone remembers it, without asking the remote. */
export async function findKnownDefaultBranch(directory: string): Promise<string | undefined> {
  const { exitCode, stdout } = await runGit(directory, ["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"]);
  return exitCode === 0 ? /^refs\/remotes\/origin\/(.+)$/mu.exec(stdout)?.[1] : undefined;
}

/** Whether a commit is an ancestor of another, or the same. One that is not here yet cannot be followed by anything here. */
export async function isAncestor(directory: string, commit: string, descendant: string): Promise<boolean> {
  const known = await runGit(directory, ["cat-file", "-e", `${descendant}^{commit}`]);
  if (known.exitCode !== 0) {
    // Somebody pushed since this clone was made.
    const fetched = await runGit(directory, ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "origin", descendant]);
    if (fetched.exitCode !== 0) return false;
  }
  return (await runGit(directory, ["merge-base", "--is-ancestor", commit, descendant])).exitCode === 0;
}

/** The last commit that two have in common; undefined where they have none. */
export async function findMergeBase(directory: string, a: string, b: string): Promise<string | undefined> {
  const { exitCode, stdout } = await runGit(directory, ["merge-base", a, b]);
  return exitCode === 0 ? stdout : undefined;
}

/** The last of a commit's first parents, itself included, that is dated at a moment or before; undefined where there is none. */
export async function findCommitAt(directory: string, commit: string, time: number): Promise<string | undefined> {
  const before = `--before=${new Date(time).toISOString()}`;
  const { exitCode, stdout } = await runGit(directory, ["rev-list", "--first-parent", "--max-count=1", before, "--end-of-options", commit]);
  return exitCode === 0 && stdout !== "" ? stdout : undefined;
}

/** Files that differ between a commit and another, or the working tree with what git does not know yet; relative to the folder. */
export async function listChangedFiles(directory: string, from: string, to?: string): Promise<string[]> {
  const changed = await runGit(directory, [
    "diff",
    "--name-only",
    "--no-renames",
    "--relative",
    "-z",
    from,
    ...(to === undefined ? [] : [to]),
    "--",
  ]);
  if (changed.exitCode !== 0)
    throw new UserError({ message: `git cannot compare with "${from}": ${changed.stderr}`, hint: "run: git status" });
  const added = to === undefined ? await runGit(directory, ["ls-files", "--others", "--exclude-standard", "-z"]) : { stdout: "" };
  return `${changed.stdout}${added.stdout}`.split("\0").filter((path) => path !== "");
}

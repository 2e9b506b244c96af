import { UserError } from "../../core/user-error.ts";
import { runGit } from "./run-git.ts";

/** The commit that a name stands for; undefined where there is none. */
export async function resolveCommit(directory: string, reference: string): Promise<string | undefined> {
  const { exitCode, stdout } = await runGit(directory, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${reference}^{commit}`]);
  return exitCode === 0 ? stdout : undefined;
}

/**
 * The commit that a user's name stands for. Branches come first, of this clone and of its remotes, because git itself prefers
 * a tag of the same name, and anybody who may push tags could create one called `origin/main`.
 */
export async function resolveName(directory: string, name: string): Promise<string | undefined> {
  if (!/^(?:HEAD|@|refs\/)|^[0-9a-f]{40,64}$/u.test(name)) {
    for (const full of [`refs/heads/${name}`, `refs/remotes/${name}`]) {
      const commit = await resolveCommit(directory, full);
      if (commit !== undefined) return commit;
    }
  }
  return await resolveCommit(directory, name);
}

/** The commit that a branch, tag or commit of the user's stands for. Throws a `UserError` if this clone has none. */
export async function requireCommit(directory: string, reference: string): Promise<string> {
  const commit = await resolveName(directory, reference);
  if (commit !== undefined) return commit;
  if (reference === "HEAD") throw new UserError({ message: "this repository has no commits", hint: "create a commit first: git commit" });
  const name = reference.replace(/^origin\//u, "");
  throw new UserError({
    message: `git ref "${reference}" was not found`,
    hint: `fetch it: git fetch origin ${name}; in a workflow, check out with fetch-depth: 0`,
  });
}

/** The last commit that two have in common. Throws a `UserError`, with the names that the user gave them, if there is none. */
export async function requireMergeBase(directory: string, commits: readonly [string, string], names: readonly string[]): Promise<string> {
  const { exitCode, stdout } = await runGit(directory, ["merge-base", ...commits]);
  if (exitCode === 0) return stdout;
  throw new UserError({
    message: `${names.join(" and ")} have no common ancestor`,
    hint: "fetch the whole history: git fetch --unshallow; in a workflow, check out with fetch-depth: 0",
  });
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

/** The last of a commit's first parents, itself included, that is dated at a moment or before; undefined where there is none. */
export async function findCommitAt(directory: string, commit: string, time: number): Promise<string | undefined> {
  const before = `--before=${new Date(time).toISOString()}`;
  const { exitCode, stdout } = await runGit(directory, ["rev-list", "--first-parent", "--max-count=1", before, "--end-of-options", commit]);
  return exitCode === 0 && stdout !== "" ? stdout : undefined;
}

/** The text of a file in a commit; undefined where the commit has none. */
export async function readFileAt(directory: string, commit: string, path: string): Promise<string | undefined> {
  const found = await runGit(directory, ["ls-tree", "-z", commit, "--", path]);
  const object = /^\d+ blob ([0-9a-f]+)\t/u.exec(found.stdout)?.[1];
  if (found.exitCode !== 0 || object === undefined) return undefined;
  const { exitCode, stdout, stderr } = await runGit(directory, ["cat-file", "blob", object], { keepNewline: true });
  if (exitCode === 0) return stdout;
  throw new UserError({ message: `git cannot read "${path}" at ${commit}: ${stderr}`, hint: "run: git fsck" });
}

import { UserError } from "../../core/user-error.ts";
import { gitOrThrow, runGit } from "./run-git.ts";

/** The commits that names stand for, found with one process. Names that no commit has are absent. */
export async function resolveCommits(directory: string, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  // A name with a line feed would be two questions.
  const asked = [...new Set(names)].filter((name) => !/[\n\r]/u.test(name));
  const input = asked.map((name) => `${name}^{commit}\n`).join("");
  const lines = (await gitOrThrow(directory, ["cat-file", "--batch-check=%(objectname) %(objecttype)"], { input })).split("\n");
  return new Map(
    asked.flatMap((name, index) => {
      const commit = /^([0-9a-f]{40,64}) commit$/u.exec(lines[index] ?? "")?.[1];
      return commit === undefined ? [] : [[name, commit] as const];
    }),
  );
}

/** The commit that a name stands for; undefined where there is none. */
export async function resolveCommit(directory: string, name: string): Promise<string | undefined> {
  return (await resolveCommits(directory, [name])).get(name);
}

/**
 * The full names that a user's name may stand for, first the one that counts. Branches come first, of this clone and of its
 * remotes, because git itself prefers a tag of the same name, and anybody who may push tags could create one called `origin/main`.
 */
export function listFullNames(name: string): readonly string[] {
  return [...listBranchNames(name), name];
}

/** The full names of the branches that a user's name may stand for. */
export function listBranchNames(name: string): readonly string[] {
  if (/^refs\/(?:heads|remotes)\//u.test(name)) return [name];
  return /^(?:HEAD|@|refs\/)|^[0-9a-f]{40,64}$/u.test(name) ? [] : [`refs/heads/${name}`, `refs/remotes/${name}`];
}

/** The commit that a branch, tag or commit of the user's stands for. Throws a `UserError` if this clone has none. */
export async function requireCommit(directory: string, name: string): Promise<string> {
  return requireKnown(await resolveCommits(directory, listFullNames(name)), name);
}

/** The commit of a user's name, among those that `resolveCommits` found. Throws a `UserError` if it has none. */
export function requireKnown(known: ReadonlyMap<string, string>, name: string): string {
  const commit = listFullNames(name)
    .map((full) => known.get(full))
    .find((found) => found !== undefined);
  if (commit !== undefined) return commit;
  if (name === "HEAD") throw new UserError({ message: "this repository has no commits", hint: "create a commit first: git commit" });
  throw new UserError({
    message: `git ref "${name}" was not found`,
    hint: `fetch it: git fetch origin ${name.replace(/^origin\//u, "")}; in a workflow, check out with fetch-depth: 0`,
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
  if (commit === descendant) return true;
  const ask = async (): Promise<number | undefined> => {
    return (await runGit(directory, ["merge-base", "--is-ancestor", commit, descendant])).exitCode;
  };
  const answer = await ask();
  if (answer === 0 || answer === 1) return answer === 0;
  if ((await resolveCommit(directory, descendant)) !== undefined) return false;
  // Somebody pushed since this clone was made.
  const fetched = await runGit(directory, ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "origin", descendant]);
  return fetched.exitCode === 0 && (await ask()) === 0;
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

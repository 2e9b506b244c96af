import { UserError } from "../core/user-error.ts";
import { requireCommit, requireMergeBase, resolveName } from "../io/git/commits.ts";
import { findGitRoot } from "../io/git/repository.ts";

/** The commits that a change lies between. */
export interface CommitRange {
  /** The commit that the change will be merged into. */
  readonly base: string;
  /** The commit with the change; absent for the working tree. */
  readonly head?: string;
  /** The last commit that both have in common: what the change started from. */
  readonly common: string;
}

/** The user's names for a range. */
export interface RangeNames {
  /** A branch, tag or commit. Default: the target branch of the run, then the default branch. */
  readonly base?: string | undefined;
  /** Default: the working tree. */
  readonly head?: string | undefined;
  /** The branch that the run's pull request is to be merged into. */
  readonly targetBranch?: string | undefined;
}

/** Finds the commits of a range. Throws a `UserError` if one is missing in this clone, or they have no common ancestor. */
export async function resolveRange(directory: string, names: RangeNames): Promise<CommitRange> {
  await findGitRoot(directory);
  const { head } = names;
  const base = names.base === undefined ? await findDefaultBase(directory, names) : await requireCommit(directory, names.base);
  const change = await requireCommit(directory, head ?? "HEAD");
  const common =
    base === change
      ? base
      : await requireMergeBase(directory, [base, change], [`"${names.base ?? base}"`, head === undefined ? "HEAD" : `"${head}"`]);
  return { base, common, ...(head !== undefined && { head: change }) };
}

async function findDefaultBase(directory: string, { targetBranch }: RangeNames): Promise<string> {
  const names = [
    ...(targetBranch === undefined ? [] : [`origin/${targetBranch}`]),
    "origin/HEAD",
    "origin/main",
    "origin/master",
    "main",
    "master",
  ];
  for (const name of names) {
    const commit = await resolveName(directory, name);
    if (commit !== undefined) return commit;
  }
  throw new UserError({
    message: `no branch to compare with was found; desalt looked for ${names.join(", ")}`,
    hint: "name the branch, for example: --base origin/main",
  });
}

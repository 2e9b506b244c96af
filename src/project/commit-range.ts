import { UserError } from "../core/user-error.ts";
import { isAncestor, listBranchNames, listFullNames, requireKnown, requireMergeBase, resolveCommits } from "../io/git/commits.ts";
import { findGitRoot } from "../io/git/repository.ts";

/** The commits that a change lies between. */
export interface CommitRange {
  /** The commit with the change; absent for the working tree. */
  readonly head?: string;
  /** The last commit that both sides have in common: what the change started from. */
  readonly common: string;
}

/** The user's names for a range. */
interface RangeNames {
  /** A branch, tag or commit. */
  readonly base: string;
  /** Default: the working tree. */
  readonly head?: string | undefined;
}

/** Finds the commits of a range. Throws a `UserError` if one is missing in this clone, or they have no common ancestor. */
export async function resolveRange(directory: string, { base, head }: RangeNames): Promise<CommitRange> {
  await findGitRoot(directory);
  const known = await resolveCommits(directory, [base, head ?? "HEAD"].flatMap(listFullNames));
  return await rangeFrom({ directory, known }, { commit: requireKnown(known, base), name: base, head });
}

/** A clone, and the commits that names stand for in it. */
interface KnownCommits {
  readonly directory: string;
  readonly known: ReadonlyMap<string, string>;
}

interface RangeStart {
  readonly commit: string;
  readonly name: string;
  readonly head: string | undefined;
}

async function rangeFrom({ directory, known }: KnownCommits, { commit, name, head }: RangeStart): Promise<CommitRange> {
  const change = requireKnown(known, head ?? "HEAD");
  const names = [`"${name}"`, head === undefined ? "HEAD" : `"${head}"`];
  const common = commit === change ? commit : await requireMergeBase(directory, [commit, change], names);
  return { common, ...(head !== undefined && { head: change }) };
}

/** A change, and the commit that judges it. */
export interface JudgedRange extends CommitRange {
  /** The commit with the rules, the history and the decisions: the tip of the branch that the change goes to. */
  readonly tip: string;
}

/** The names for a change, and what the run of a workflow says about it. */
export interface JudgedNames {
  readonly base?: string | undefined;
  readonly head?: string | undefined;
  readonly run: RunBranches;
}

/** The branches of a workflow's run. */
interface RunBranches {
  /** The repository's default branch. */
  readonly defaultBranch?: string;
  /** The branch that the pull request is to be merged into. */
  readonly targetBranch?: string;
  /** The tip of the target branch when the run began. */
  readonly targetCommit?: string;
  /** The commit that a merge queue puts the change on, which the default branch does not have yet. */
  readonly queueCommit?: string;
  readonly isInQueue?: boolean;
}

/**
 * Finds a change and the commit that judges it. A `base` that is a branch judges by its tip. A commit only says where the
 * change begins: it must lie on the default branch, whose tip judges, so that neither a repeated run nor a commit of the
 * change itself decides.
 */
export async function resolveJudgedRange(directory: string, { base, head, run }: JudgedNames): Promise<JudgedRange> {
  await findGitRoot(directory);
  const name = base ?? run.queueCommit;
  const names = [...(name === undefined ? [] : [name]), head ?? "HEAD", ...(run.targetCommit === undefined ? [] : [run.targetCommit])];
  const known = await resolveCommits(directory, [...names.flatMap(listFullNames), ...listBranches(run)]);
  if (name === undefined) {
    const tip = findDefaultTip(known, run);
    if (tip !== undefined) return { ...(await rangeFrom({ directory, known }, { commit: tip, name: tip, head })), tip };
    throw new UserError({
      message: `no branch to compare with was found; desalt looked for ${listBranches(run).join(", ")}`,
      hint: "name the branch, for example: --base origin/main",
    });
  }
  const start = { commit: requireKnown(known, name), name, head };
  const range = await rangeFrom({ directory, known }, start);
  const isBranch = listBranchNames(name).some((full) => known.has(full));
  return { ...range, tip: isBranch ? start.commit : await findTipAbove({ directory, known }, { ...start, ...range, head, run }) };
}

async function findTipAbove(
  { directory, known }: KnownCommits,
  { name, commit, common, head, run }: RangeStart & Pick<JudgedNames, "run"> & Pick<CommitRange, "common">,
): Promise<string> {
  const tip = findDefaultTip(known, run);
  if (tip === undefined) {
    throw new UserError({
      message: `"${name}" is a commit, and the default branch that judges it was not found; desalt looked for ${listBranches(run).join(", ")}`,
      hint: "name the branch instead, for example: --base origin/main",
    });
  }
  // A change that is merged already is judged as it was then.
  const change = requireKnown(known, head ?? "HEAD");
  if ((change === tip && common === commit) || (await isAncestor(directory, commit, tip))) {
    return (await isAncestor(directory, change, tip)) ? commit : tip;
  }
  if (run.isInQueue === true && (await isAncestor(directory, tip, commit))) return commit;
  throw new UserError({
    message: `"${name}" is not a commit of the default branch, so it cannot judge a change`,
    hint: "leave out --base, or name the branch, for example: --base origin/main",
  });
}

function findDefaultTip(known: ReadonlyMap<string, string>, run: RunBranches): string | undefined {
  const names = [...listBranches(run), ...(run.targetCommit === undefined ? [] : [run.targetCommit])];
  return names.map((name) => known.get(name)).find((commit) => commit !== undefined);
}

function listBranches({ defaultBranch, targetBranch }: RunBranches): readonly string[] {
  const named = [
    ...(defaultBranch === undefined ? [] : [`refs/remotes/origin/${defaultBranch}`]),
    "refs/remotes/origin/HEAD",
    ...(targetBranch === undefined ? [] : [`refs/remotes/origin/${targetBranch}`]),
  ];
  return [...new Set([...named, "refs/remotes/origin/main", "refs/remotes/origin/master", "refs/heads/main", "refs/heads/master"])];
}

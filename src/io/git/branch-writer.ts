import type { GeneratedFile } from "../../core/generated-file.ts";
import { UserError } from "../../core/user-error.ts";
import { resolveCommit } from "./commits.ts";
import { cannotReach } from "./git-reason.ts";
import { pushCommit, writeCommit, type PushEnd } from "./push-commit.ts";
import { findRemote } from "./repository.ts";
import { gitOrThrow, runGit } from "./run-git.ts";

/** A branch of a bot, in this clone and on the remote. */
export interface BranchPlace {
  readonly directory: string;
  readonly branch: string;
}

/** The tip of a branch on the remote, or in this clone if it has no remote. */
export interface BranchTip {
  /** Undefined if the branch does not exist yet. */
  readonly commit: string | undefined;
  /** The remote that has it; undefined if the clone has no remote. */
  readonly remote: string | undefined;
}

export interface BranchCommit extends BranchPlace {
  /** The parent, from which the commit was computed. */
  readonly tip: BranchTip;
  readonly files: readonly GeneratedFile[];
  readonly message: string;
  /** The commit's time in milliseconds. Default: now. */
  readonly time?: number;
}

/** Fetches a branch from the remote. Throws a `UserError` if the remote cannot be reached. */
export async function fetchBranchTip({ directory, branch }: BranchPlace): Promise<BranchTip> {
  const remote = await findRemote(directory);
  if (remote === undefined) return { commit: await resolveCommit(directory, `refs/heads/${branch}`), remote };
  const listed = await runGit(directory, ["ls-remote", remote, `refs/heads/${branch}`]);
  if (listed.exitCode !== 0) throw unreachable(remote, listed.stderr);
  const commit = listed.stdout.split(/\s/u, 1)[0];
  if (commit === undefined || commit === "") return { commit: undefined, remote };
  if ((await resolveCommit(directory, commit)) === undefined) {
    const fetched = await runGit(directory, ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", remote, `refs/heads/${branch}`]);
    if (fetched.exitCode !== 0) throw unreachable(remote, fetched.stderr);
  }
  // Somebody may have pushed between the two requests, so the lease is on the commit that was read.
  return { commit: await resolveCommit(directory, commit), remote };
}

/** The tip of a branch without asking the remote: as of the last fetch, or this clone's own. */
export async function findKnownTip({ directory, branch }: BranchPlace): Promise<BranchTip> {
  const remote = await findRemote(directory);
  const fetched = remote === undefined ? undefined : await resolveCommit(directory, `refs/remotes/${remote}/${branch}`);
  return { commit: fetched ?? (await resolveCommit(directory, `refs/heads/${branch}`)), remote };
}

/**
 * Whether a branch exists in this clone or, if that can be checked quickly, on the remote. A remote that does not answer
 * counts as one without the branch.
 */
export async function hasBranch({ directory, branch }: BranchPlace): Promise<boolean> {
  const here = await runGit(directory, ["for-each-ref", "--format=%(refname)", `refs/heads/${branch}`, `refs/remotes/*/${branch}`]);
  if (here.stdout !== "") return true;
  const remote = await findRemote(directory);
  if (remote === undefined) return false;
  const { exitCode, stdout } = await runGit(directory, ["ls-remote", remote, `refs/heads/${branch}`], { timeout: 10_000 });
  return exitCode === 0 && stdout !== "";
}

/**
 * Commits files to a branch, in place of all its files, and pushes it if there is a remote. Does not change the working
 * tree or the index.
 */
export async function commitToBranch({ directory, branch, tip, files, message, time }: BranchCommit): Promise<PushEnd> {
  const tree = await writeTree(directory, files);
  const parent = tip.commit;
  const commit = await writeCommit({ directory, tree, parent, message, ...(time !== undefined && { time }) });
  if (tip.remote !== undefined) {
    const hint = `allow the workflow to write (\`permissions: contents: write\`), and allow its bot in the rulesets of "${branch}"`;
    return await pushCommit({ directory, branch, remote: tip.remote, commit, expected: parent, hint });
  }
  const update = await runGit(directory, ["update-ref", `refs/heads/${branch}`, commit, tip.commit ?? ""]);
  if (update.exitCode === 0) return "done";
  if ((await resolveCommit(directory, `refs/heads/${branch}`)) !== tip.commit) return "stale";
  throw new UserError({
    message: `git cannot move the branch "${branch}": ${update.stderr}`,
    hint: "check that no worktree has it checked out: git worktree list",
  });
}

/** Writes a tree with at most one level of folders, which is enough for a bot's branch. */
async function writeTree(directory: string, files: readonly GeneratedFile[]): Promise<string> {
  const folders = new Map<string, string[]>();
  for (const { path, text } of files) {
    const slash = path.lastIndexOf("/");
    const folder = path.slice(0, Math.max(0, slash));
    const object = await gitOrThrow(directory, ["hash-object", "-w", "--stdin", "--no-filters"], { input: text });
    folders.set(folder, [...(folders.get(folder) ?? []), `100644 blob ${object}\t${path.slice(slash + 1)}`]);
  }
  const top = [...(folders.get("") ?? [])];
  for (const [folder, entries] of folders) {
    if (folder === "") continue;
    const tree = await gitOrThrow(directory, ["mktree"], { input: `${entries.join("\n")}\n` });
    top.push(`040000 tree ${tree}\t${folder}`);
  }
  return await gitOrThrow(directory, ["mktree"], { input: `${top.join("\n")}\n` });
}

function unreachable(remote: string, errors: string): UserError {
  return cannotReach(
    remote,
    errors,
    `check the connection with git ls-remote ${remote}, or write files without git: npx desalt promote --output DIR`,
  );
}

import type { GeneratedFile } from "../../core/generated-file.ts";
import { UserError } from "../../core/user-error.ts";
import { reasonOf } from "./git-reason.ts";
import type { ProgramEnd } from "../programs/run-program.ts";
import { gitOrThrow, runGit } from "./run-git.ts";

/** A branch that a bot keeps, here and on the remote. */
export interface BranchPlace {
  readonly directory: string;
  readonly branch: string;
}

/** A branch as the remote has it, or as this clone has it where there is no remote. */
export interface BranchTip {
  /** Undefined where there is no such branch yet. */
  readonly commit: string | undefined;
  /** The remote that has it; undefined where the clone has none. */
  readonly remote: string | undefined;
}

/** Whether a commit has arrived; `stale` when somebody else pushed in between, so that the work is to be done again from the new tip. */
export type PushEnd = "done" | "stale";

export interface BranchCommit extends BranchPlace {
  /** What the commit was computed from, and comes after. */
  readonly tip: BranchTip;
  readonly files: readonly GeneratedFile[];
  readonly message: string;
  /** The commit's time in milliseconds; now, where it is not said. */
  readonly time?: number;
}

/** Asks the remote for a branch and brings it here. Throws a `UserError` when the remote cannot be asked. */
export async function fetchBranchTip({ directory, branch }: BranchPlace): Promise<BranchTip> {
  const remote = await findRemote(directory);
  if (remote === undefined) return { commit: await resolveCommit(directory, `refs/heads/${branch}`), remote };
  const listed = await runGit(directory, ["ls-remote", remote, `refs/heads/${branch}`]);
  if (listed.exitCode !== 0) throw cannotReach(remote, listed);
  const commit = listed.stdout.split(/\s/u, 1)[0];
  if (commit === undefined || commit === "") return { commit: undefined, remote };
  if ((await resolveCommit(directory, commit)) === undefined) {
    const fetched = await runGit(directory, ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", remote, `refs/heads/${branch}`]);
    if (fetched.exitCode !== 0) throw cannotReach(remote, fetched);
  }
  // Between the two questions somebody may have pushed: the lease is on the commit that was read.
  return { commit: await resolveCommit(directory, commit), remote };
}

/**
 * Whether a branch is here or, as far as can be seen without waiting long, on the remote. A remote that does not answer
 * has none.
 */
export async function hasBranch({ directory, branch }: BranchPlace): Promise<boolean> {
  const remote = await findRemote(directory);
  const here = [`refs/heads/${branch}`, ...(remote === undefined ? [] : [`refs/remotes/${remote}/${branch}`])];
  for (const reference of here) if ((await resolveCommit(directory, reference)) !== undefined) return true;
  if (remote === undefined) return false;
  const { exitCode, stdout } = await runGit(directory, ["ls-remote", remote, `refs/heads/${branch}`], { timeout: 10_000 });
  return exitCode === 0 && stdout !== "";
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

/** The commit that a name stands for; undefined where there is none. */
export async function resolveCommit(directory: string, reference: string): Promise<string | undefined> {
  const { exitCode, stdout } = await runGit(directory, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${reference}^{commit}`]);
  return exitCode === 0 ? stdout : undefined;
}

/**
 * Commits files to a branch, in place of all that it held, and pushes it where there is a remote. Neither the working
 * tree nor the index is touched.
 */
export async function commitToBranch({ directory, branch, tip, files, message, time }: BranchCommit): Promise<PushEnd> {
  const tree = await writeTree(directory, files);
  const date =
    time === undefined
      ? {}
      : { GIT_COMMITTER_DATE: `@${Math.floor(time / 1000)} +0000`, GIT_AUTHOR_DATE: `@${Math.floor(time / 1000)} +0000` };
  const parents = tip.commit === undefined ? [] : ["-p", tip.commit];
  const commit = await gitOrThrow(directory, ["commit-tree", tree, ...parents], {
    input: message,
    env: { ...(await identity(directory)), ...date },
  });
  if (tip.remote !== undefined) {
    const end = await push({ directory, branch, remote: tip.remote, commit, expected: tip.commit });
    if (end === "stale") return end;
    return "done";
  }
  const update = await runGit(directory, ["update-ref", `refs/heads/${branch}`, commit, tip.commit ?? ""]);
  if (update.exitCode === 0) return "done";
  if ((await resolveCommit(directory, `refs/heads/${branch}`)) !== tip.commit) return "stale";
  throw new UserError({ message: `git cannot move the branch "${branch}": ${update.stderr}`, hint: "is it checked out somewhere?" });
}

interface Push extends BranchPlace {
  readonly remote: string;
  readonly commit: string;
  readonly expected: string | undefined;
}

async function push({ directory, branch, remote, commit, expected }: Push): Promise<PushEnd> {
  const reference = `refs/heads/${branch}`;
  const lease = `--force-with-lease=${reference}:${expected ?? ""}`;
  const { exitCode, stdout, stderr } = await runGit(directory, [
    "push",
    "--porcelain",
    "--no-verify",
    lease,
    remote,
    `${commit}:${reference}`,
  ]);
  if (exitCode === 0) return "done";
  const listed = await runGit(directory, ["ls-remote", remote, reference]);
  const current = listed.stdout.split(/\s/u, 1)[0];
  if (listed.exitCode === 0 && (current ?? "") !== (expected ?? "")) return "stale";
  // Two who push at the same moment may meet at the lock of the reference, where neither has won yet.
  if (/cannot lock ref|failed to update ref|stale info/u.test(`${stdout}${stderr}`)) return "stale";
  const reason = /\[remote rejected\] \((.*)\)/u.exec(stdout)?.[1] ?? reasonOf(stderr);
  throw new UserError({
    message: `"${remote}" refuses a push to the branch "${branch}": ${reason}`,
    hint: `let the workflow write to it: \`permissions: contents: write\`, and no ruleset that keeps its bot out of "${branch}"`,
  });
}

/** One folder below another at most: that is all a bot's branch needs. */
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

/** The remote that the clone was made from: `origin`, or the only one. */
async function findRemote(directory: string): Promise<string | undefined> {
  const { stdout } = await runGit(directory, ["remote"]);
  const names = stdout.split("\n").filter((name) => name !== "");
  return names.includes("origin") ? "origin" : names[0];
}

/** Who commits, as variables of git's. A runner has no name and no address in git's config; people have, and keep them. */
export async function identity(directory: string): Promise<Readonly<Record<string, string>>> {
  const known = await runGit(directory, ["var", "GIT_COMMITTER_IDENT"]);
  const author = await runGit(directory, ["var", "GIT_AUTHOR_IDENT"]);
  if (known.exitCode === 0 && author.exitCode === 0) return {};
  const [name, email] = ["desalt", "desalt@users.noreply.localhost"];
  return { GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email, GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email };
}

function cannotReach(remote: string, { stderr }: ProgramEnd): UserError {
  return new UserError({
    message: `git cannot reach the remote "${remote}": ${reasonOf(stderr)}`,
    hint: `try: git ls-remote ${remote}; or write files without git: npx desalt promote --output DIR`,
  });
}

import { UserError } from "../../core/user-error.ts";
import { maskSaid } from "../secrets/known-secrets.ts";
import { reasonOf } from "./git-reason.ts";
import { gitOrThrow, runGit } from "./run-git.ts";

/** The result of a push; `stale` if somebody else pushed first, so that the work must be repeated from the new tip. */
export type PushEnd = "done" | "stale";

/** A commit to write. */
export interface NewCommit {
  readonly directory: string;
  readonly tree: string;
  /** Absent for the first commit of a branch. */
  readonly parent: string | undefined;
  readonly message: string;
  /** The commit's time in milliseconds. Default: now. */
  readonly time?: number;
}

/** Writes a commit, and returns its name. */
export async function writeCommit({ directory, tree, parent, message, time }: NewCommit): Promise<string> {
  const stamp = time === undefined ? undefined : `@${Math.floor(time / 1000)} +0000`;
  const date = stamp === undefined ? {} : { GIT_COMMITTER_DATE: stamp, GIT_AUTHOR_DATE: stamp };
  const parents = parent === undefined ? [] : ["-p", parent];
  return await gitOrThrow(directory, ["commit-tree", tree, ...parents], {
    input: message,
    env: { ...(await identity(directory)), ...date },
  });
}

/** A commit to push to a branch. */
export interface Push {
  readonly directory: string;
  readonly remote: string;
  readonly branch: string;
  readonly commit: string;
  /** The tip that the commit was made from. */
  readonly expected: string | undefined;
  /** The remote as the user knows it. Default: its name. */
  readonly name?: string;
  /** What lets a push through that the remote refuses. */
  readonly hint: string;
}

/** Pushes a commit to a branch that still is where it was read. Throws a `UserError` if the remote refuses it. */
export async function pushCommit({ directory, remote, branch, commit, expected, name = remote, hint }: Push): Promise<PushEnd> {
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
  const rejection = /\[remote rejected\] \((.*)\)/u.exec(stdout)?.[1];
  const reason = rejection === undefined ? reasonOf(stderr) : maskSaid(rejection);
  throw new UserError({ message: `"${name}" refuses a push to the branch "${branch}": ${reason}`, hint });
}

/** How often a branch is read and written again because somebody else pushed first. */
const attempts = 10;

/** Repeats reading a branch, computing and pushing until nobody else has pushed in between. Throws a `UserError` when that never happens. */
export async function retryWhileStale<T>(branch: string, attempt: () => Promise<T | "stale">): Promise<T> {
  for (let number = 0; number < attempts; number += 1) {
    const end = await attempt();
    if (end !== "stale") return end;
  }
  throw new UserError({
    message: `somebody else pushed to the branch "${branch}" first, ${attempts} times in a row`,
    hint: "run the command again; in a workflow, add a concurrency group",
  });
}

/** Who commits, as variables of git's. A runner has no name and no address in git's config; people have, and keep them. */
async function identity(directory: string): Promise<Readonly<Record<string, string>>> {
  const known = await runGit(directory, ["var", "GIT_COMMITTER_IDENT"]);
  const author = await runGit(directory, ["var", "GIT_AUTHOR_IDENT"]);
  if (known.exitCode === 0 && author.exitCode === 0) return {};
  const [name, email] = ["desalt", "desalt@users.noreply.localhost"];
  return { GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email, GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email };
}

import { join } from "node:path";
import type { UserError } from "../../core/user-error.ts";
import { makeTemporaryFolder } from "../files/temporary-folder.ts";
import { cannotReach } from "./git-reason.ts";
import { pushCommit, writeCommit } from "./push-commit.ts";
import { gitOrThrow, runGit } from "./run-git.ts";

/** A branch of another repository, without a working tree. */
export interface RemoteBranch extends AsyncDisposable {
  /** A bare repository that is deleted at the end of the `await using` block. */
  readonly directory: string;
  readonly branch: string;
  /** The address without credentials. */
  readonly name: string;
}

/** The place of a branch. */
export interface RemoteBranchPlace {
  readonly url: string;
  readonly branch: string;
  /** The name of the environment variable with a token. If it is not set, git uses its own credential helpers. */
  readonly tokenVariable: string;
}

/** The current tip of a branch. */
export interface RemoteTip {
  /** Undefined if the branch does not exist yet. */
  readonly commit: string | undefined;
  /** The message of its last commit; empty if there is none. */
  readonly message: string;
  /** Paths of its files, with their blobs. */
  readonly files: ReadonlyMap<string, string>;
}

/** The change of a branch. */
export interface BranchChange {
  readonly tip: RemoteTip;
  /** Paths to remove from the branch. */
  readonly removed: readonly string[];
  /** Files on disk, by their path in the branch. */
  readonly written: ReadonlyMap<string, string>;
  readonly message: string;
}

/** `unchanged`: nothing was committed. `stale`: somebody pushed in between, and the work must be repeated. */
export type BranchEnd = "committed" | "unchanged" | "stale";

/** Prepares to write to a branch of another repository. Sends no request yet. */
export async function openRemoteBranch({ url, branch, tokenVariable }: RemoteBranchPlace): Promise<RemoteBranch> {
  const temporary = await makeTemporaryFolder();
  const directory = temporary.path;
  try {
    await gitOrThrow(directory, ["init", "--quiet", "--bare"]);
    await gitOrThrow(directory, ["remote", "add", "origin", url]);
    if ((process.env[tokenVariable] ?? "") !== "") {
      // Names the variable: the token itself is in no file and no argument.
      const helper = `!f() { test "$1" = get && echo username=x-access-token && printenv ${tokenVariable} | sed s/^/password=/; }; f`;
      // The empty one ends the list of helpers that come before.
      for (const value of ["", helper]) await gitOrThrow(directory, ["config", "--add", "credential.helper", value]);
    }
  } catch (error) {
    await temporary.remove();
    throw error;
  }
  return { directory, branch, name: url.replace(/\/\/[^/@]+@/u, "//"), [Symbol.asyncDispose]: () => temporary.remove() };
}

/** Fetches the branch's last commit. Throws a `UserError` if it cannot be read. */
export async function readRemoteTip({ directory, branch, name }: RemoteBranch): Promise<RemoteTip> {
  const listed = await runGit(directory, ["ls-remote", "origin", `refs/heads/${branch}`]);
  if (listed.exitCode !== 0) throw unreachable(name, listed.stderr);
  if (listed.stdout === "") return { commit: undefined, message: "", files: new Map() };
  const fetched = await runGit(directory, ["fetch", "--quiet", "--no-tags", "--depth=1", "origin", `+refs/heads/${branch}:refs/tip`]);
  if (fetched.exitCode !== 0) throw unreachable(name, fetched.stderr);
  const commit = await gitOrThrow(directory, ["rev-parse", "refs/tip"]);
  const message = (await gitOrThrow(directory, ["log", "-1", "--format=%B", commit])).trimEnd();
  const tree = await gitOrThrow(directory, ["ls-tree", "-r", "-z", commit]);
  const entries = tree.split("\0").flatMap((line) => {
    const [, blob, path] = /^\d+ \w+ ([0-9a-f]+)\t(.+)$/su.exec(line) ?? [];
    return blob === undefined || path === undefined ? [] : [[path, blob] as const];
  });
  return { commit, message, files: new Map(entries) };
}

/** Reads the text of a file at a tip. Returns undefined if it does not exist. */
export async function readTipFile({ directory }: RemoteBranch, { files }: RemoteTip, path: string): Promise<string | undefined> {
  const blob = files.get(path);
  return blob === undefined ? undefined : await gitOrThrow(directory, ["cat-file", "blob", blob], { keepNewline: true });
}

/** Writes files of a tip to a folder, below their paths without a prefix. */
export async function writeTipFiles(
  { directory }: RemoteBranch,
  {
    tip,
    paths,
    prefix,
    target,
  }: { readonly tip: RemoteTip; readonly paths: readonly string[]; readonly prefix: string; readonly target: string },
): Promise<void> {
  const present = paths.filter((path) => tip.files.has(`${prefix}${path}`));
  if (present.length === 0 || tip.commit === undefined) return;
  // git wants some work tree here, whatever the prefix says.
  const env = { GIT_INDEX_FILE: join(directory, "desalt-pull"), GIT_WORK_TREE: directory };
  await gitOrThrow(directory, ["read-tree", prefix === "" ? tip.commit : `${tip.commit}:${prefix.replace(/\/$/u, "")}`], { env });
  const input = present.map((path) => `${path}\0`).join("");
  await gitOrThrow(directory, ["checkout-index", "-z", "--stdin", "--force", "--quiet", `--prefix=${target}/`], { env, input });
}

/** Commits a change on top of a tip and pushes it, unless nothing changes. */
export async function pushChange(remote: RemoteBranch, change: BranchChange): Promise<BranchEnd> {
  const { directory, branch, name } = remote;
  const { tip, message } = change;
  const tree = await writeTree(remote, change);
  if (tip.commit !== undefined && tree === (await gitOrThrow(directory, ["rev-parse", `${tip.commit}^{tree}`]))) return "unchanged";
  const commit = await writeCommit({ directory, tree, parent: tip.commit, message });
  const hint = "give the token write access; if a ruleset protects the branch, use the token of a GitHub App that may bypass it";
  const end = await pushCommit({ directory, remote: "origin", name, branch, commit, expected: tip.commit, hint });
  return end === "done" ? "committed" : end;
}

/** Makes the tree of a tip with a change, in a separate index. */
async function writeTree({ directory }: RemoteBranch, { tip, removed, written }: BranchChange): Promise<string> {
  const env = { GIT_INDEX_FILE: join(directory, "desalt-index") };
  await gitOrThrow(directory, ["read-tree", ...(tip.commit === undefined ? ["--empty"] : [tip.commit])], { env });
  const sources = [...written.values()];
  const hashed = await hashFiles(directory, sources);
  const gone = removed.filter((path) => !written.has(path)).map((path) => `0 ${"0".repeat(40)}\t${path}\0`);
  const added = [...written.keys()].map((path, index) => `100644 ${hashed[index]}\t${path}\0`);
  await gitOrThrow(directory, ["update-index", "-z", "--index-info"], { env, input: [...gone, ...added].join("") });
  return await gitOrThrow(directory, ["write-tree"], { env });
}

async function hashFiles(directory: string, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const output = await gitOrThrow(directory, ["hash-object", "-w", "--no-filters", "--stdin-paths"], { input: `${paths.join("\n")}\n` });
  return output.split("\n");
}

function unreachable(name: string, errors: string): UserError {
  return cannotReach(name, errors, "check gitops.repository, and MANIFESTS_TOKEN or git's own credentials");
}

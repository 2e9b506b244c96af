import { existsSync } from "node:fs";
import { UserError } from "../../core/user-error.ts";
import { runGit } from "./run-git.ts";

/** A repository, described from one of its folders. */
export interface Repository {
  /** The top folder of the working tree, with symbolic links resolved. */
  readonly root: string;
  /** The folder's path below the top, with a slash at the end; empty at the top. */
  readonly prefix: string;
  /** Whether the clone lacks older commits. */
  readonly isShallow: boolean;
  /** How git names objects: `sha1` or `sha256`. */
  readonly objectFormat: string;
}

/** A cache by folder, because most commands ask several times, and nothing of it changes while a command runs. */
const repositories = new Map<string, Promise<Repository>>();

/** Describes the git repository that holds a folder. Throws a `UserError` outside of one. */
export async function describeRepository(directory: string): Promise<Repository> {
  const known = repositories.get(directory) ?? askRepository(directory);
  repositories.set(directory, known);
  try {
    return await known;
  } catch (error) {
    repositories.delete(directory);
    throw error;
  }
}

async function askRepository(directory: string): Promise<Repository> {
  const questions = ["--show-toplevel", "--show-prefix", "--is-shallow-repository", "--show-object-format"];
  const { exitCode, stdout } = await runGit(directory, ["rev-parse", ...questions]);
  const [root, prefix, isShallow, objectFormat] = stdout.split(/\r?\n/u);
  if (exitCode === 0 && root !== undefined && prefix !== undefined && objectFormat !== undefined)
    return { root, prefix, isShallow: isShallow === "true", objectFormat };
  const bare = await askBareRepository(directory);
  if (bare !== undefined) return bare;
  if (!existsSync(directory))
    throw new UserError({ message: `folder "${directory}" does not exist`, hint: "give the repository's folder: --cwd DIR" });
  throw new UserError({
    message: `"${directory}" is not in a git repository`,
    hint: "desalt needs a git repository; run: git init",
  });
}

/** A repository without a working tree, which only commands that read commits can use. */
async function askBareRepository(directory: string): Promise<Repository | undefined> {
  const questions = ["--is-bare-repository", "--absolute-git-dir", "--is-shallow-repository", "--show-object-format"];
  const { exitCode, stdout } = await runGit(directory, ["rev-parse", ...questions]);
  const [isBare, root, isShallow, objectFormat] = stdout.split(/\r?\n/u);
  if (exitCode !== 0 || isBare !== "true" || root === undefined || objectFormat === undefined) return undefined;
  return { root, prefix: "", isShallow: isShallow === "true", objectFormat };
}

/** The top folder of the git repository that holds a folder, with symbolic links resolved. Throws a `UserError` outside of one. */
export async function findGitRoot(directory: string): Promise<string> {
  return (await describeRepository(directory)).root;
}

/** Whether a folder is in a git repository, and not in a place that it ignores. */
export async function isInGit(directory: string): Promise<boolean> {
  const { exitCode, stdout } = await runGit(directory, ["rev-parse", "--is-inside-work-tree"]);
  if (exitCode !== 0 || stdout !== "true") return false;
  return (await runGit(directory, ["check-ignore", "--quiet", "."])).exitCode !== 0;
}

/** Files of a folder, tracked or not, without the ignored ones; relative to it, with `/` as separator. */
export async function listGitFiles(directory: string, patterns: readonly string[]): Promise<string[]> {
  const result = await runGit(directory, ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...patterns]);
  if (result.exitCode !== 0) {
    throw new UserError({ message: `git cannot list the files of "${directory}": ${result.stderr}`, hint: "run: git status" });
  }
  return [...new Set(result.stdout.split("\0"))].filter((path) => path !== "");
}

/** The remote that the clone was made from: `origin`, or the only one. Returns `undefined` if the clone has none. */
export async function findRemote(directory: string): Promise<string | undefined> {
  const { stdout } = await runGit(directory, ["remote"]);
  const names = stdout.split("\n").filter((name) => name !== "");
  return names.includes("origin") ? "origin" : names[0];
}

/** `owner/name` of the remote `origin`, or `undefined` if there is none. Of a `file:` address it is the last two parts. */
export async function findRepositoryName(directory: string): Promise<string | undefined> {
  const { exitCode, stdout } = await runGit(directory, ["remote", "get-url", "origin"]);
  if (exitCode !== 0) return undefined;
  const onDisk = /^file:.*?([^/]+\/[^/]+?)(?:\.git)?\/?$/u.exec(stdout)?.[1];
  if (onDisk !== undefined) return onDisk;
  const path = /^(?:[a-z+]+:\/\/[^/]+\/|[^/:]+:)(.+?)(?:\.git)?\/?$/u.exec(stdout)?.[1];
  return path !== undefined && path.includes("/") ? path : undefined;
}

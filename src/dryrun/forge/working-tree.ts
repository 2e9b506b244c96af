import { lstat, readdir, readFile, readlink, realpath } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { hasCode } from "../../core/user-error.ts";
import { runGit } from "../../io/git/run-git.ts";

/** One file as git stores it. */
export interface TreeFile {
  /** Relative to the tree's root, with `/`. */
  readonly path: string;
  readonly mode: "100644" | "100755" | "120000";
  readonly content: Buffer;
}

/** Reads the files of a directory, committed or not: those that git would track, or all of them outside git. */
export async function* readWorkingTree(directory: string): AsyncGenerator<TreeFile> {
  const root = await realpath(directory);
  const paths = (await listGitFiles(root)) ?? (await listFiles(root));
  for (const path of paths.toSorted()) {
    const file = await readTreeFile(root, path);
    if (file !== undefined) yield file;
  }
}

/**
 * Lists the subjects of the last commits, newest first. Renovate decides by them whether titles are semantic commits. None
 * outside git and below a repository's root, because a fixture must not depend on the history of the surrounding repository.
 */
export async function readCommitSubjects(directory: string): Promise<readonly string[]> {
  const place = await runGit(directory, ["rev-parse", "--show-prefix"]);
  if (place.exitCode !== 0 || place.stdout !== "") return [];
  // The same number and kind of commits as Renovate reads.
  const log = await runGit(directory, ["log", "--max-count=20", "--no-merges", "--format=%s"]);
  return log.exitCode === 0 && log.stdout !== "" ? log.stdout.split("\n") : [];
}

async function listGitFiles(root: string): Promise<readonly string[] | undefined> {
  const listing = await runGit(root, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
  // A folder that git ignores, such as a temporary one, still has files.
  if (listing.exitCode !== 0 || listing.stdout === "") return undefined;
  return [...new Set(listing.stdout.split("\0").filter((path) => path !== ""))];
}

async function listFiles(root: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(root, { withFileTypes: true, recursive: true })) {
    if (entry.isDirectory()) continue;
    const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join("/");
    if (!path.split("/").some((part) => part === ".git" || part === "node_modules")) paths.push(path);
  }
  return paths;
}

async function readTreeFile(root: string, path: string): Promise<TreeFile | undefined> {
  const absolute = join(root, path);
  try {
    const status = await lstat(absolute);
    if (status.isFile()) {
      return { path, mode: (status.mode & 0o100) === 0 ? "100644" : "100755", content: await readFile(absolute) };
    }
    if (!status.isSymbolicLink()) return undefined;
    const target = await readlink(absolute);
    const inside = relative(root, resolve(dirname(absolute), target));
    return inside === ".." || inside.startsWith(`..${sep}`) ? undefined : { path, mode: "120000", content: Buffer.from(target) };
  } catch (error) {
    // The file is deleted, but still in git's index.
    if (hasCode(error, "ENOENT") || hasCode(error, "ENOTDIR")) return undefined;
    throw error;
  }
}

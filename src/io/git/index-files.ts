import { existsSync } from "node:fs";
import { join } from "node:path";
import { runGit } from "./run-git.ts";

/** A file that git has, and the folder lacks. */
export interface AbsentFile {
  /** Relative to the folder. */
  readonly path: string;
  /** Whether a sparse checkout leaves it out. Otherwise somebody deleted it and has not committed that. */
  readonly isLeftOut: boolean;
}

/** Files of git's index that are not on disk, below a folder. Outside of a repository there are none. */
export async function listAbsentFiles(directory: string): Promise<readonly AbsentFile[]> {
  const { exitCode, stdout } = await runGit(directory, ["ls-files", "-t", "-z"]);
  if (exitCode !== 0) return [];
  const entries = stdout.split("\0").filter((entry) => entry !== "");
  return entries.flatMap((entry) => {
    const path = entry.slice(2);
    return existsSync(join(directory, path)) ? [] : [{ path, isLeftOut: entry.startsWith("S ") }];
  });
}

/** Whether the checkout leaves files out. */
export async function isSparse(directory: string): Promise<boolean> {
  const { exitCode, stdout } = await runGit(directory, ["config", "--type=bool", "--get", "core.sparseCheckout"]);
  return exitCode === 0 && stdout === "true";
}

/** The text of a file in git's index. Undefined if git has none, or cannot get it. */
export async function readIndexFile(directory: string, path: string): Promise<string | undefined> {
  const { exitCode, stdout } = await runGit(directory, ["cat-file", "blob", `:./${path}`], { keepNewline: true });
  return exitCode === 0 ? stdout : undefined;
}

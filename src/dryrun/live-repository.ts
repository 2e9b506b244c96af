import { execa } from "execa";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../core/user-error.ts";
import type { GeneratedFile } from "../core/generated-file.ts";
import { gitEnvironment } from "./git-repository.ts";

/** A repository that Renovate pushes to, changed by plumbing alone, with dates of our own. */
export interface LiveRepository {
  /** A folder whose `.git` is the repository. */
  readonly path: string;
  /** Commits by branch. */
  readBranches(): Promise<ReadonlyMap<string, string>>;
  readFile(commit: string, path: string): Promise<string>;
  /** Changes files on the default branch. */
  commit(change: LiveCommit): Promise<void>;
  /** Merges a branch as one commit; false where it conflicts. */
  merge(branch: string, commit: Omit<LiveCommit, "files">): Promise<boolean>;
  /** Where a branch left the default branch. */
  findBase(commit: string): Promise<string>;
  deleteBranch(branch: string): Promise<void>;
  /** Gives commits that Renovate pushed to the default branch itself the date of the rehearsal. Returns whether there were any. */
  adoptPushes(time: number): Promise<boolean>;
}

export interface LiveCommit {
  readonly files: readonly GeneratedFile[];
  readonly message: string;
  /** Milliseconds. */
  readonly time: number;
}

const main = "refs/heads/main";
const identity = {
  GIT_AUTHOR_NAME: "desalt",
  GIT_AUTHOR_EMAIL: "desalt@example.com",
  GIT_COMMITTER_NAME: "desalt",
  GIT_COMMITTER_EMAIL: "desalt@example.com",
};

/** Opens a repository made by `writeGitRepository`; `folder` is for what goes on meanwhile. */
export async function openLiveRepository(path: string, folder: string): Promise<LiveRepository> {
  await mkdir(folder, { recursive: true });
  const index = join(folder, "index");
  const git = async (args: readonly string[], { env = {}, input = "" }: { env?: Record<string, string>; input?: string } = {}) => {
    const { stdout } = await execa("git", [`--git-dir=${join(path, ".git")}`, ...args], {
      extendEnv: false,
      env: { ...gitEnvironment(), ...identity, ...env },
      input,
      stripFinalNewline: false,
    });
    return stdout;
  };
  const line = async (...args: readonly string[]): Promise<string> => (await git(args)).trim();
  let adopted = await line("rev-parse", main);

  async function commitTree(tree: string, { message, time }: Omit<LiveCommit, "files">): Promise<void> {
    const date = `@${Math.floor(time / 1000)} +0000`;
    const parents = ["-p", adopted];
    const made = await git(["commit-tree", tree, ...parents], {
      env: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
      input: message,
    });
    adopted = made.trim();
    await git(["update-ref", main, adopted]);
  }

  async function commit({ files, ...about }: LiveCommit): Promise<void> {
    const env = { GIT_INDEX_FILE: index };
    await rm(index, { force: true });
    await git(["read-tree", main], { env });
    for (const { path: file, text } of files) {
      const blob = (await git(["hash-object", "-w", "--stdin", "--no-filters"], { input: text })).trim();
      await git(["update-index", "--add", "--cacheinfo", `100644,${blob},${file}`], { env });
    }
    await commitTree((await git(["write-tree"], { env })).trim(), about);
  }

  const readFile = (at: string, file: string): Promise<string> => git(["cat-file", "blob", `${at}:${file}`]);

  /** As `git merge` does it, but without a working tree. */
  async function mergeFile(file: string, versions: readonly string[]): Promise<GeneratedFile | undefined> {
    const paths = ["ours", "base", "theirs"].map((name) => join(folder, name));
    for (const [number, at] of versions.entries()) await writeFile(paths[number] ?? "", await readFile(at, file));
    const { exitCode, stdout } = await execa("git", ["merge-file", "-p", "-q", ...paths], {
      extendEnv: false,
      env: gitEnvironment(),
      reject: false,
      stripFinalNewline: false,
    });
    return exitCode === 0 ? { path: file, text: stdout } : undefined;
  }

  return {
    path,
    readFile,
    commit,
    async readBranches() {
      const lines = (await line("for-each-ref", "--format=%(objectname) %(refname:lstrip=2)", "refs/heads")).split("\n");
      return new Map(lines.map((text) => [text.slice(text.indexOf(" ") + 1), text.slice(0, text.indexOf(" "))]));
    },
    findBase: (at) => line("merge-base", main, at),
    async merge(branch, about) {
      const theirs = await line("rev-parse", `refs/heads/${branch}`);
      const base = await line("merge-base", main, theirs);
      const listed = (await git(["diff-tree", "-r", "-z", "--name-status", "--no-renames", base, theirs])).split("\0");
      const files: GeneratedFile[] = [];
      for (let number = 0; number + 1 < listed.length; number += 2) {
        const file = listed[number + 1] ?? "";
        if (listed[number] !== "M") {
          throw new UserError({
            message: `the pull request "${branch}" adds or removes "${file}", which a rehearsal does not merge`,
            hint: "keep Renovate to versions in helmfiles while you rehearse",
          });
        }
        const merged = await mergeFile(file, [adopted, base, theirs]);
        if (merged === undefined) return false;
        files.push(merged);
      }
      await commit({ ...about, files });
      return true;
    },
    async deleteBranch(branch) {
      await git(["update-ref", "-d", `refs/heads/${branch}`]);
    },
    async adoptPushes(time) {
      const tip = await line("rev-parse", main);
      if (tip === adopted) return false;
      await commitTree(`${tip}^{tree}`, { message: await git(["log", "-1", "--format=%B", tip]), time });
      return true;
    },
  };
}

import { execa } from "execa";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gitEnvironment, writeGitRepository } from "../../src/dryrun/forge/git-repository.ts";
import type { RepositorySource } from "../../src/dryrun/forge/forge.ts";
import { createEmptyRepository } from "./gitea-api.ts";
import type { Gitea } from "./gitea.ts";

/** A repository for the dry run, and for Gitea with the labels that it has there. */
export interface ForgeRepository extends Omit<RepositorySource, "files" | "refs"> {
  /** Texts by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly labels?: readonly string[];
  /** Subjects of its commits, oldest first; its files are then in a git repository on disk. */
  readonly history?: readonly string[];
}

/** Makes a git repository on disk with files, not committed, that goes away with Gitea's folder, whatever ends the test. */
export async function writeRepository(gitea: Gitea, files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await mkdtemp(join(gitea.folder, "tree-"));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
  await execa("git", ["init", "--quiet", "--initial-branch=main"], { cwd: directory });
  return directory;
}

/** Commits a directory's files to its git repository, after empty commits for all subjects but the last. */
export async function commitFiles(directory: string, subjects: readonly string[]): Promise<void> {
  const git = (...args: readonly string[]) =>
    execa("git", ["-c", "user.name=Acme", "-c", "user.email=acme@example.com", ...args], {
      cwd: directory,
      extendEnv: false,
      env: gitEnvironment(),
    });
  for (const subject of subjects.slice(0, -1)) await git("commit", "--quiet", "--allow-empty", "--message", subject);
  await git("add", "--all");
  await git("commit", "--quiet", "--message", subjects.at(-1) ?? "Start");
}

/** Makes a repository in Gitea and pushes it there: what a directory has committed, or the files in memory as one commit. */
export async function pushRepository(gitea: Gitea, { name, directory, files = {}, labels = [] }: ForgeRepository): Promise<void> {
  const path = directory === undefined ? join(gitea.folder, "pushed", name) : join(directory, ".git");
  if (directory === undefined) {
    const tree = Object.entries(files).map(([file, text]) => ({ path: file, mode: "100644" as const, content: Buffer.from(text) }));
    await writeGitRepository({ path, files: tree, date: new Date() });
  }
  await createEmptyRepository(gitea, name, labels);
  await pushHead(gitea, name, path);
}

/** Pushes what a git directory has at its HEAD to the branch `main`. */
export async function pushHead(gitea: Gitea, name: string, path: string): Promise<void> {
  const remote = new URL(`${name}.git`, gitea.url);
  remote.username = gitea.username;
  remote.password = gitea.token;
  const env = { ...gitEnvironment(), GIT_SSL_CAINFO: gitea.authority, GIT_TERMINAL_PROMPT: "0" };
  await execa("git", [`--git-dir=${path}`, "push", "--quiet", remote.href, "HEAD:refs/heads/main"], { extendEnv: false, env });
}

import { execa } from "execa";
import type { TreeFile } from "./working-tree.ts";

export interface GitCommit {
  /** The path of the bare repository to make. */
  readonly path: string;
  readonly files: AsyncIterable<TreeFile> | Iterable<TreeFile>;
  readonly date: Date;
  /** Subjects of its commits, newest first; the files come with the newest. Default: one commit. */
  readonly subjects?: readonly string[];
}

const branch = "main";

/** Makes a bare repository with the branch `main`, without a working tree in between and without the user's git settings. */
export async function writeGitRepository({ path, ...commit }: GitCommit): Promise<void> {
  const options = { extendEnv: false, env: gitEnvironment() } as const;
  await execa("git", ["init", "--quiet", "--bare", `--initial-branch=${branch}`, path], options);
  await execa("git", [`--git-dir=${path}`, "fast-import", "--quiet"], { ...options, stdin: renderImport(commit) });
}

/** The environment of git processes of a dry run: PATH, and no settings of the user or the machine. */
export function gitEnvironment(): Readonly<Record<string, string>> {
  return { PATH: process.env["PATH"] ?? "", GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C" };
}

async function* renderImport({ files, date, subjects = [] }: Omit<GitCommit, "path">): AsyncGenerator<Uint8Array> {
  const [newest = "working tree", ...earlier] = subjects;
  for (const subject of [...earlier.toReversed(), newest]) yield renderCommit(subject, date);
  for await (const { path, mode, content } of files) {
    yield Buffer.from(`M ${mode} inline ${quotePath(path)}\ndata ${content.length}\n`);
    yield content;
    yield Buffer.from("\n");
  }
  yield Buffer.from("done\n");
}

function renderCommit(subject: string, date: Date): Buffer {
  const seconds = Math.floor(date.getTime() / 1000);
  const header = `commit refs/heads/${branch}\ncommitter desalt <desalt@example.com> ${seconds} +0000`;
  return Buffer.from(`${header}\ndata ${Buffer.byteLength(subject)}\n${subject}\n`);
}

function quotePath(path: string): string {
  return /["\n\\]/u.test(path) ? `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"` : path;
}

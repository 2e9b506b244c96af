import { UserError } from "../../core/user-error.ts";
import { runProgram, type ProgramEnd, type ProgramOptions } from "../../io/programs/run-program.ts";
import { findTool, programs } from "../../io/programs/tools.ts";
import type { TreeFile } from "./working-tree.ts";

export interface GitCommit {
  /** The path of the bare repository to make. */
  readonly path: string;
  readonly files: AsyncIterable<TreeFile> | Iterable<TreeFile>;
  readonly date: Date;
  /** Subjects of its commits, newest first. The newest adds the files. Default: one commit. */
  readonly subjects?: readonly string[];
}

const branch = "main";

/** Makes a bare repository with the branch `main`, without a working tree and without the user's git settings. */
export async function writeGitRepository({ path, ...commit }: GitCommit): Promise<void> {
  await isolatedGitOrThrow(["init", "--quiet", "--bare", `--initial-branch=${branch}`, path]);
  await isolatedGitOrThrow([`--git-dir=${path}`, "fast-import", "--quiet"], { input: renderImport(commit) });
}

/** Runs git without the settings of the user and the machine; never throws. */
export async function runIsolatedGit(args: readonly string[], options: Omit<ProgramOptions, "env"> = {}): Promise<ProgramEnd> {
  const git = await findTool(programs.git);
  return await runProgram(git.path, args, { ...options, env: gitEnvironment() });
}

/** The output of git, run without the settings of the user and the machine. Throws a `UserError` when it fails. */
export async function isolatedGitOrThrow(args: readonly string[], options: Omit<ProgramOptions, "env"> = {}): Promise<string> {
  const { exitCode, stdout, stderr, cause } = await runIsolatedGit(args, options);
  if (exitCode === 0) return stdout;
  throw new UserError(
    {
      message: `git failed in a temporary repository: ${stderr === "" ? (cause?.message ?? "without output") : stderr}`,
      hint: "check the free space in the temporary folder",
    },
    { cause },
  );
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

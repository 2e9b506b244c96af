import { execa } from "execa";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

// What `npm test` has just built, which starts faster than the sources and is what users run.
const cli = join(import.meta.dirname, "../dist/cli/bin.js");

/** What a user sees of a run. */
export interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Another user's, for what the one who runs the tests is always permitted. */
  readonly uid?: number;
}

/** Runs desalt as a process, the way a shell does, without colour and without a terminal. */
export async function runDesalt(directory: string, args: readonly string[], { env = {}, ...identity }: RunOptions = {}): Promise<Run> {
  const {
    exitCode = -1,
    stdout,
    stderr,
  } = await execa(process.execPath, [cli, ...args], {
    cwd: directory,
    reject: false,
    stdin: "ignore",
    stripFinalNewline: false,
    env: { NO_COLOR: "1", ...env },
    ...identity,
  });
  return { status: exitCode, stdout, stderr };
}

/** A folder that goes away at the end of the `await using` block. */
export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
}

/** A new git repository with files, not committed. */
export async function createRepository(files: Readonly<Record<string, string>>): Promise<TemporaryFolder> {
  const folder = await createFolder(files);
  await execa("git", ["init", "--quiet", "--initial-branch=main"], { cwd: folder.path });
  return folder;
}

/** A new folder with files. */
export async function createFolder(files: Readonly<Record<string, string>>): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), "desalt-test-"));
  const write = async (more: Readonly<Record<string, string>>): Promise<void> => {
    for (const [name, text] of Object.entries(more)) {
      await mkdir(dirname(join(path, name)), { recursive: true });
      await writeFile(join(path, name), text);
    }
  };
  await write(files);
  return { path, write, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

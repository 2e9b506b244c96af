import { execa } from "execa";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { expect } from "vitest";

// What `npm test` has just built, which starts faster than the sources and is what users run.
const cli = join(import.meta.dirname, "../dist/cli/bin.js");

const isRoot = process.getuid?.() === 0;

// Another user could not read a clone below root's home, so the process stays root's and loses what makes root exempt.
const exemptions = "-dac_override,-dac_read_search";
const withoutOverride = ["setpriv", `--bounding-set=${exemptions}`, `--inh-caps=${exemptions}`];

/**
 * Whether tests can start desalt with `isBoundByPermissions`. Where the tests run as root and cannot, a line on stderr says
 * which file skips tests.
 */
export async function canBindByPermissions(): Promise<boolean> {
  if (!isRoot) return true;
  const [program, ...args] = [...withoutOverride, "true"];
  const { failed } = await execa(program, args, { reject: false });
  if (failed) {
    const file = relative(process.cwd(), expect.getState().testPath ?? "");
    process.stderr.write(`skipped: a test of ${file} needs setpriv (util-linux) to take root's exemption from permissions away\n`);
  }
  return !failed;
}

/** What a user sees of a run. */
export interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Whether file permissions hold for root too, who may read and write everything otherwise. Default: false. */
  readonly isBoundByPermissions?: boolean;
}

/** Runs desalt as a process, the way a shell does, without colour and without a terminal. */
export async function runDesalt(directory: string, args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { env = {}, isBoundByPermissions = false } = options;
  const [program = process.execPath, ...rest] = [
    ...(isBoundByPermissions && isRoot ? withoutOverride : []),
    process.execPath,
    cli,
    ...args,
  ];
  const {
    exitCode = -1,
    stdout,
    stderr,
  } = await execa(program, rest, {
    cwd: directory,
    reject: false,
    stdin: "ignore",
    stripFinalNewline: false,
    env: { NO_COLOR: "1", ...env },
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

import { execFile } from "node:child_process";
import { UserError } from "../core/user-error.ts";
import { reasonOf } from "./git-reason.ts";
import type { ProgramEnd } from "./run-program.ts";
import { findTool } from "./tools.ts";

/** How git is started. */
export interface GitOptions {
  /** For its standard input. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Default: the newlines at the end are cut off. */
  readonly keepNewline?: boolean;
  /** Milliseconds. Default: two minutes. */
  readonly timeout?: number;
}

/** What git says. Throws a `UserError` when it fails. */
export async function demandGit(directory: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await runGit(directory, args, options);
  if (exitCode === 0) return stdout;
  throw new UserError({ message: `git ${args[0]} failed: ${reasonOf(stderr)}`, hint: "run: git fsck" });
}

/** Runs git in a folder; never throws. */
export async function runGit(
  directory: string,
  args: readonly string[],
  { input = "", env = {}, keepNewline = false, timeout = 120_000 }: GitOptions = {},
): Promise<ProgramEnd> {
  const git = await findTool("git");
  return await new Promise((resolve) => {
    // A question for a password would wait for ever in a workflow.
    const options = { maxBuffer: Infinity, timeout, env: { ...process.env, GIT_TERMINAL_PROMPT: "0", LC_ALL: "C", ...env } };
    const child = execFile(git.path, ["-C", directory, ...args], options, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : undefined;
      resolve({ exitCode, stdout: keepNewline ? stdout : stdout.trimEnd(), stderr: stderr.trimEnd() });
    });
    child.stdin?.on("error", () => child.kill());
    child.stdin?.end(input);
  });
}

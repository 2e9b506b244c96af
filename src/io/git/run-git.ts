import { UserError } from "../../core/user-error.ts";
import { isInTemporaryFolder } from "../files/temporary-folder.ts";
import { localVariables } from "./local-variables.ts";
import { reasonOf } from "./git-reason.ts";
import { runProgram, type ProgramEnd, type ProgramOptions } from "../programs/run-program.ts";
import { findTool, programs } from "../programs/tools.ts";

/** Options of a git process. `env` adds to this process's own environment. */
export type GitOptions = Omit<ProgramOptions, "cwd">;

/** Runs git and returns its output. Throws a `UserError` if it fails. */
export async function gitOrThrow(directory: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await runGit(directory, args, options);
  if (exitCode === 0) return stdout;
  throw new UserError({ message: `git ${args[0]} failed: ${reasonOf(stderr)}`, hint: "run: git fsck" });
}

/**
 * Runs git in a folder; never throws. In the user's repository it keeps the variables that git exports to hooks. In a folder
 * of desalt's own it drops them, because they would lead git back to the user's repository.
 */
export async function runGit(directory: string, args: readonly string[], { env, ...options }: GitOptions = {}): Promise<ProgramEnd> {
  const git = await findTool(programs.git);
  const inherited: NodeJS.ProcessEnv = { ...process.env };
  if (isInTemporaryFolder(directory)) for (const name of localVariables) delete inherited[name];
  // A question for a password would wait for ever in a workflow.
  // A replaced object would show another history than the forge has.
  const ours = { ...inherited, GIT_TERMINAL_PROMPT: "0", GIT_NO_REPLACE_OBJECTS: "1", LC_ALL: "C", ...env };
  return await runProgram(git.path, ["-C", directory, ...args], { ...options, env: ours });
}

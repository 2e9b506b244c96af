import { spawn } from "node:child_process";
import { once } from "node:events";
import { UserError } from "../../core/user-error.ts";
import { runProgram } from "../programs/run-program.ts";
import { maskSaid } from "../secrets/known-secrets.ts";
import { parsePatches, patchOptions, type PatchedCommit } from "./patches.ts";

/** The git program, and the root of a repository. */
interface GitPlace {
  readonly git: string;
  readonly root: string;
}

/** The files that a commit renamed: old names by new ones. */
export async function readRenames({ git, root }: GitPlace, parent: string, commit: string): Promise<ReadonlyMap<string, string>> {
  const args = ["-C", root, "diff-tree", "-r", "-z", "-M", "--diff-filter=R", "--name-status", parent, commit];
  const { stdout } = await runProgram(git, args);
  const fields = stdout.split("\0");
  const renames = new Map<string, string>();
  for (let index = 0; index + 2 < fields.length; index += 3) renames.set(fields[index + 2] ?? "", fields[index + 1] ?? "");
  return renames;
}

/** The paths to read, up to a commit. */
interface PatchLog extends GitPlace {
  readonly commit: string;
  readonly paths: readonly string[];
}

/** The patches of some files along the first parents of a commit, oldest first. */
export async function* readPatchLog({ git, root, commit, paths }: PatchLog): AsyncGenerator<PatchedCommit> {
  const settings = ["-c", "core.quotePath=false", "-c", "log.follow=false"];
  const args = ["-C", root, "--literal-pathspecs", ...settings, "log", ...patchOptions, "--end-of-options", commit, "--", ...paths];
  const child = spawn(git, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, GIT_NO_REPLACE_OBJECTS: "1" } });
  const ended = once(child, "close");
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  try {
    yield* parsePatches(child.stdout.setEncoding("utf8"));
    await ended;
  } finally {
    child.kill();
  }
  if (child.exitCode === 0) return;
  throw new UserError({ message: `git cannot read the history of "${commit}": ${maskSaid(errors.trim())}`, hint: "run: git log" });
}

import { execa } from "execa";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { UserError } from "../../core/user-error.ts";
import { findTool } from "../programs/tools.ts";

/** The files of a commit in a folder that goes away at the end of the `await using` block. */
export interface CommitFolder extends AsyncDisposable {
  readonly path: string;
}

/** What configs, helmfiles and decisions consist of, and what a config may import. */
const textFiles = ["*.ts", "*.mts", "*.js", "*.mjs", "*.json", "*.yaml", "*.yml", "*.gotmpl"];

/**
 * Writes the texts of a commit to a temporary folder, those below `directory` only, without touching working tree or
 * index. A config there finds the packages that are installed here.
 */
export async function openCommit(directory: string, commit: string): Promise<CommitFolder> {
  const git = await findTool("git");
  const path = await mkdtemp(join(tmpdir(), "desalt-base-"));
  const close = (): Promise<void> => rm(path, { recursive: true, force: true });
  try {
    const index = join(path, ".index");
    const options = { cwd: directory, reject: false, env: { GIT_INDEX_FILE: index } } as const;
    const { stdout: root } = await execa(git.path, ["rev-parse", "--show-toplevel"], options);
    const folder = relative(root, await realpath(directory))
      .split(sep)
      .join("/");
    const read = await execa(git.path, ["read-tree", folder === "" ? `${commit}^{tree}` : `${commit}:${folder}`], options);
    if (read.exitCode !== 0) throw cannotRead(commit, read.stderr);
    // From the root, since paths of this index are the folder's own.
    const atRoot = { ...options, cwd: root };
    const files = await execa(git.path, ["ls-files", "-z", "--cached", "--", ...textFiles], atRoot);
    const paths = files.stdout.split("\0").filter((file) => file !== "");
    const target = join(path, "tree/");
    await mkdir(target);
    const input = paths.map((file) => `${file}\0`).join("");
    const written = await execa(git.path, ["checkout-index", "-z", "--stdin", "--quiet", `--prefix=${target}`], { ...atRoot, input });
    if (written.exitCode !== 0) throw cannotRead(commit, written.stderr);
    const modules = join(directory, "node_modules");
    if (existsSync(modules)) await symlink(modules, join(target, "node_modules"));
    return { path: target, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

function cannotRead(commit: string, reason: string): UserError {
  return new UserError({
    message: `git cannot read the files of ${commit}: ${reason}`,
    hint: "in a workflow, check out with fetch-depth: 0",
  });
}

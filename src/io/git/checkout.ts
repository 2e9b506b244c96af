import { existsSync } from "node:fs";
import { mkdir, realpath, symlink } from "node:fs/promises";
import { join, relative } from "node:path";
import { UserError } from "../../core/user-error.ts";
import { makeTemporaryFolder } from "../files/temporary-folder.ts";
import { reasonOf } from "./git-reason.ts";
import { describeRepository } from "./repository.ts";
import { runGit } from "./run-git.ts";

/** All files of a commit, in a folder that is deleted at the end of the `await using` block. */
export interface Checkout extends AsyncDisposable {
  /** The folder in it that corresponds to the requested one. It may not exist. */
  readonly directory: string;
  /** Whether submodules were left out. */
  readonly hasSubmodules: boolean;
}

interface CheckoutOptions {
  /** Makes the folder a repository of its own, without history: what is rendered is listed by git. Default: false. */
  readonly isRepository?: boolean;
}

/**
 * Writes all files of a commit to a temporary folder, without touching working tree or index. A config there finds the
 * packages that are installed here.
 */
export async function openCheckout(directory: string, commit: string, { isRepository = false }: CheckoutOptions = {}): Promise<Checkout> {
  const temporary = await makeTemporaryFolder();
  try {
    const tree = join(temporary.path, "tree");
    await mkdir(tree);
    const run = async (place: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> => {
      const { exitCode, stdout, stderr } = await runGit(place, args, { env });
      if (exitCode === 0) return stdout;
      throw new UserError({
        message: `git cannot read the files of ${commit}: ${reasonOf(stderr)}`,
        hint: "in a workflow, check out with fetch-depth: 0",
      });
    };
    const repository = await describeRepository(directory);
    const root = await realpath(repository.root);
    if (isRepository) await run(tree, ["init", "--quiet", `--object-format=${repository.objectFormat}`]);
    const index = { GIT_INDEX_FILE: isRepository ? join(tree, ".git/index") : join(temporary.path, "index") };
    await run(root, ["read-tree", `${commit}^{tree}`], index);
    await run(root, ["checkout-index", "--all", "--quiet", `--prefix=${tree}/`], index);
    const folder = join(tree, relative(root, await realpath(directory)));
    for (const [here, there] of new Map([
      [root, tree],
      [await realpath(directory), folder],
    ])) {
      const modules = join(here, "node_modules");
      if (existsSync(modules) && existsSync(there) && !existsSync(join(there, "node_modules")))
        await symlink(modules, join(there, "node_modules"));
    }
    return { directory: folder, hasSubmodules: existsSync(join(tree, ".gitmodules")), [Symbol.asyncDispose]: () => temporary.remove() };
  } catch (error) {
    await temporary.remove();
    throw error;
  }
}

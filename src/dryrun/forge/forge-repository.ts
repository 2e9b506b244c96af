import { renderFile } from "../fixtures/content.ts";
import type { Content } from "../fixtures/fixtures.generated.ts";
import { runIsolatedGit } from "./git-repository.ts";
import { readWorkingTree, type TreeFile } from "./working-tree.ts";

/** The files of a repository. */
export async function* readSource({ directory, files = {} }: Content): AsyncGenerator<TreeFile> {
  if (directory !== undefined) yield* readWorkingTree(directory);
  for (const [path, file] of Object.entries(files)) yield { path, mode: "100644", content: Buffer.from(renderFile(file)) };
}

/** The part of Gitea's description of a repository that Renovate reads. */
export function describeForgeRepository(owner: string, name: string, path: string) {
  return {
    id: 1,
    name,
    full_name: `${owner}/${name}`,
    owner: { id: 2, login: owner, username: owner, full_name: owner, email: "" },
    default_branch: "main",
    // With `--git-url=ssh` Renovate clones this unchanged, so a path works.
    ssh_url: path,
    clone_url: path,
    permissions: { admin: true, push: true, pull: true },
    empty: false,
    archived: false,
    mirror: false,
    has_issues: true,
    has_pull_requests: true,
    allow_merge_commits: true,
    allow_rebase: true,
    allow_rebase_explicit: true,
    allow_squash_merge: true,
    allow_fast_forward_only_merge: true,
    default_merge_style: "merge",
    internal: false,
    private: true,
    fork: false,
  };
}

/** Reads a file of a bare repository, by `ref:path`. Returns undefined if it does not exist. */
export async function readForgeFile(repository: string, object: string): Promise<Buffer | undefined> {
  const { exitCode, stdout } = await runIsolatedGit([`--git-dir=${repository}`, "cat-file", "blob", object], {
    encoding: "latin1",
    keepNewline: true,
  });
  return exitCode === 0 ? Buffer.from(stdout, "latin1") : undefined;
}

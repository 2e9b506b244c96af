import { execa } from "execa";
import { join } from "node:path";
import { gitEnvironment, writeGitRepository } from "../../src/dryrun/git-repository.ts";
import { readWorkingTree, type TreeFile } from "../../src/dryrun/working-tree.ts";
import type { RepositorySource } from "../../src/dryrun/index.ts";
import { createEmptyRepository } from "./gitea-api.ts";
import type { Gitea } from "./gitea.ts";

/** A repository for the dry run, and for Gitea with the labels that it has there. */
export interface ForgeRepository extends RepositorySource {
  readonly labels?: readonly string[];
}

/** Makes a repository in Gitea and pushes what the dry run's forge would serve. */
export async function pushRepository(gitea: Gitea, { name, directory, files = {}, labels = [] }: ForgeRepository): Promise<void> {
  const [, shortName = ""] = name.split("/");
  const path = join(gitea.folder, "pushed", shortName);
  await createEmptyRepository(gitea, shortName, labels);
  await writeGitRepository({ path, files: readFiles(directory, files), date: new Date() });
  const remote = new URL(`${name}.git`, gitea.url);
  remote.username = gitea.username;
  remote.password = gitea.token;
  const env = { ...gitEnvironment(), GIT_SSL_CAINFO: gitea.authority, GIT_TERMINAL_PROMPT: "0" };
  await execa("git", [`--git-dir=${path}`, "push", "--quiet", remote.href, "main"], { extendEnv: false, env });
}

async function* readFiles(directory: string | undefined, files: Readonly<Record<string, string>>): AsyncGenerator<TreeFile> {
  if (directory !== undefined) yield* readWorkingTree(directory);
  for (const [path, text] of Object.entries(files)) yield { path, mode: "100644", content: Buffer.from(text) };
}

import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { statSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { UserError, type Issue } from "../../core/user-error.ts";
import { hasContent, readContent } from "../fixtures/content.ts";
import { describeContent } from "../hosts/file-apis.ts";
import type { VersionedContent } from "../fixtures/fixtures.generated.ts";
import { describeForgeRepository, readForgeFile, readSource } from "./forge-repository.ts";
import { writeGitRepository } from "./git-repository.ts";
import { listenOnLoopback } from "../hosts/loopback-server.ts";
import type { PresetRepository } from "../fixtures/preset-fixtures.ts";
import { readCommitSubjects } from "./working-tree.ts";

/** A repository that the forge serves: a directory, or files in memory. */
export interface RepositorySource extends VersionedContent {
  /** The name on the forge, `owner/name`. */
  readonly name: string;
}

export interface ForgeOptions {
  readonly repositories: readonly RepositorySource[];
  /** Repositories of presets. This forge serves those that are `local`. */
  readonly presets?: readonly PresetRepository[];
  /** An empty folder for the bare repositories. */
  readonly folder: string;
  readonly now: Date;
}

export interface Forge {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the loopback forge: the part of Gitea's API that Renovate reads, in front of one bare git repository per source. */
export async function startForge({ repositories, presets = [], folder, now }: ForgeOptions): Promise<Forge> {
  const local = presets.filter(({ forge }) => forge === "local");
  checkNames(repositories, local);
  checkDirectories([...repositories, ...presets.map(({ content }) => content)]);
  const paths = new Map<string, string>();
  for (const source of repositories) {
    const path = join(folder, `${source.name}.git`);
    const subjects = source.directory === undefined ? [] : await readCommitSubjects(source.directory);
    await writeGitRepository({ path, files: readSource(source), date: now, subjects });
    paths.set(source.name, path);
  }
  const app = createForgeApi(paths, [...local, ...repositories.map((content) => ({ name: content.name, content }))]);
  const server = await listenOnLoopback(createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false })));
  return { url: `http://127.0.0.1:${server.port}/`, close: () => server.close() };
}

function checkNames(repositories: readonly RepositorySource[], presets: readonly PresetRepository[]): void {
  const issues: Issue[] = [];
  const seen = new Set<string>();
  for (const { name } of repositories) {
    if (seen.has(name)) issues.push({ message: `repository "${name}" appears twice`, hint: "give each repository its own name" });
    seen.add(name);
    if (!/^[\w.-]*\w[\w.-]*\/[\w.-]*\w[\w.-]*$/u.test(name)) {
      issues.push({ message: `"${name}" is not a valid name for a repository`, hint: 'write "owner/name", as on the forge' });
    }
  }
  for (const { name, directory, files } of repositories) {
    if (directory !== undefined || files !== undefined) continue;
    issues.push({
      message: `repository "${name}" has no content`,
      hint: 'add "directory", or "files" such as { "renovate.json": { … } }',
    });
  }
  for (const { name, content } of presets) {
    if (!seen.has(name) || !hasContent(content)) continue;
    const message = `"local>${name}" has its own files, but "${name}" is a planned repository (fixtures, presets)`;
    issues.push({ message, hint: `give "local>${name}" only "refs", because its default branch is the repository itself` });
  }
  if (issues.length > 0) throw new UserError(issues);
}

function checkDirectories(contents: readonly VersionedContent[]): void {
  const all = contents.flatMap((content) => [content, ...Object.values(content.refs ?? {})]);
  const missing = new Set(all.flatMap(({ directory }) => (directory === undefined || isDirectory(directory) ? [] : [directory])));
  if (missing.size === 0) return;
  const hint = `relative paths start at ${process.cwd()}`;
  throw new UserError([...missing].map((directory) => ({ message: `directory "${directory}" does not exist`, hint })));
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

interface NamedContent {
  readonly name: string;
  readonly content: VersionedContent;
}

function createForgeApi(paths: ReadonlyMap<string, string>, contents: readonly NamedContent[]): Hono {
  const user = { id: 1, login: "renovate", username: "renovate", full_name: "Renovate", email: "bot@example.com" };
  const api = new Hono().basePath("/api/v1");
  api.get("/user", (context) => context.json(user));
  // Renovate chooses its features by the version of Gitea.
  api.get("/version", (context) => context.json({ version: "1.26.0" }));
  api.get("/repos/:owner/:repo", (context) => {
    const { owner, repo } = context.req.param();
    const path = paths.get(`${owner}/${repo}`);
    return path === undefined ? context.notFound() : context.json(describeForgeRepository(owner, repo, path));
  });
  for (const list of ["issues", "pulls", "labels"]) api.get(`/repos/:owner/:repo/${list}`, (context) => context.json([]));
  api.get("/repos/:owner/:repo/contents/:path{.+}", async (context) => {
    const { owner, repo, path } = context.req.param();
    const content = await findFile(`${owner}/${repo}`, path, context.req.query("ref"));
    return content === undefined ? context.notFound() : context.json(describeContent(path, content));
  });
  return api;

  async function findFile(name: string, path: string, ref?: string): Promise<Buffer | undefined> {
    for (const { content } of contents.filter((candidate) => candidate.name === name)) {
      if (ref === undefined && paths.has(name)) continue;
      const file = await readContent(content, { path, ...(ref === undefined ? {} : { ref }) });
      if (file !== undefined) return file;
    }
    const repository = paths.get(name);
    return repository === undefined ? undefined : readForgeFile(repository, `${ref ?? "HEAD"}:${path}`);
  }
}

import { execa } from "execa";
import { createRepository, type TemporaryFolder } from "./run-desalt.ts";

/** A repository whose commits have dates of our own. */
export interface ScriptedRepository extends TemporaryFolder {
  /** Commits files at a moment, such as `2026-11-01T10:00:00Z`. */
  commit(time: string, files: Readonly<Record<string, string>>): Promise<string>;
  git(...args: readonly string[]): Promise<string>;
}

/** A commit's moment and the files that it changes. */
export type ScriptedCommit = readonly [time: string, files: Readonly<Record<string, string>>];

/** A repository with commits on main, made in one go: the same as one `commit` after the other, in a third of the processes. */
export async function createScriptedHistory(commits: readonly ScriptedCommit[]): Promise<ScriptedRepository> {
  const repository = await createScriptedRepository();
  await execa("git", ["fast-import", "--quiet"], { cwd: repository.path, input: commits.map(renderCommit).join("") });
  await repository.git("reset", "--quiet", "--hard");
  return repository;
}

function renderCommit([time, files]: ScriptedCommit): string {
  const who = `Test <test@example.com> ${Date.parse(time) / 1000} +0000`;
  const changes = Object.entries(files).map(([path, text]) => `M 100644 inline ${path}\n${renderData(text)}`);
  return `commit refs/heads/main\nauthor ${who}\ncommitter ${who}\n${renderData(`At ${time}\n`)}${changes.join("")}\n`;
}

function renderData(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

/** An empty repository. `env` is git's, beside ours. */
export async function createScriptedRepository(
  files: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<ScriptedRepository> {
  const repository = await createRepository(files);
  const run = async (args: readonly string[], time?: string): Promise<string> => {
    const dates = time === undefined ? {} : { GIT_AUTHOR_DATE: time, GIT_COMMITTER_DATE: time };
    const { stdout } = await execa("git", ["-c", "user.name=Test", "-c", "user.email=test@example.com", ...args], {
      cwd: repository.path,
      env: { ...env, ...dates },
    });
    return stdout;
  };
  return {
    ...repository,
    [Symbol.asyncDispose]: () => repository[Symbol.asyncDispose](),
    git: (...args) => run(args),
    commit: async (time, changed) => {
      await repository.write(changed);
      await run(["add", "--all"]);
      await run(["commit", "--quiet", "--allow-empty", "--message", `At ${time}`], time);
      return await run(["rev-parse", "HEAD"]);
    },
  };
}

/** A hand-kept helmfile with releases of one chart repository, by name. */
export function helmfile(versions: Readonly<Record<string, string>>): string {
  const releases = Object.entries(versions).map(
    ([name, version]) => `  - name: ${name}\n    chart: stable/${name}\n    version: ${version}\n`,
  );
  return `repositories:\n  - name: stable\n    url: https://charts.example.com\nreleases:\n${releases.join("")}`;
}

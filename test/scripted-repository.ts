import { execa } from "execa";
import { createRepository, type TemporaryFolder } from "./run-desalt.ts";

/** A repository whose commits have dates of our own. */
export interface ScriptedRepository extends TemporaryFolder {
  /** Commits files at a moment, such as `2026-11-01T10:00:00Z`. */
  commit(time: string, files: Readonly<Record<string, string>>): Promise<string>;
  git(...args: readonly string[]): Promise<string>;
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

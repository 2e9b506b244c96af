import { matchesPattern } from "../core/path-pattern.ts";
import type { EnvironmentHistory } from "../audit/index.ts";
import { UserError } from "../core/user-error.ts";
import { listAddedFiles } from "../io/git/added-files.ts";
import { openCommitReader } from "../io/git/commit-files.ts";
import { gitOrThrow } from "../io/git/run-git.ts";
import { detectEnvironments, type Detection } from "./detect/detect-environments.ts";
import { readHistories } from "./history/read-histories.ts";
import type { TemplateSettings } from "./reading/asked-helmfile.ts";

/** The files of an environment to audit. */
export interface AuditedFiles {
  readonly name: string;
  readonly follows?: string | undefined;
  /** From the root of the repository. */
  readonly files: readonly string[];
  readonly settings?: TemplateSettings;
}

/** The branch whose history is audited. */
export interface AuditedBranch {
  /** The root of the repository. */
  readonly root: string;
  readonly commit: string;
}

/** Reads the history of every file of each environment. */
export async function readAuditedHistories(
  { root, commit }: AuditedBranch,
  environments: readonly AuditedFiles[],
): Promise<{ readonly environments: readonly EnvironmentHistory[]; readonly warnings: readonly string[] }> {
  const files = environments.flatMap(({ name, files: paths, settings = {} }) =>
    paths.map((path) => ({ ...settings, name: `${name}\0${path}`, helmfile: path })),
  );
  const { histories, warnings } = await readHistories({ directory: root, commit, environments: files, isPartial: true });
  return {
    environments: environments.map(({ name, follows, files: paths }) => ({
      name,
      follows,
      files: paths.map((path) => ({ path, history: histories.get(`${name}\0${path}`) ?? [] })),
    })),
    warnings,
  };
}

/** The environments that a commit's files tell of. */
export async function detectAt({ root, commit }: AuditedBranch): Promise<Detection> {
  const output = await gitOrThrow(root, ["ls-tree", "-r", "--name-only", "-z", "--full-tree", commit]);
  await using reader = await openCommitReader(root);
  return await detectEnvironments({
    paths: output.split("\0").filter((path) => path !== ""),
    readText: (path) => reader.read(commit, (files) => files.readText(path)),
  });
}

/** All files that the branch has or had. */
export async function listEver({ root, commit }: AuditedBranch): Promise<readonly string[]> {
  return await listAddedFiles(root, commit);
}

/** Those of all files that match a pattern. Throws a `UserError` if there are none. */
export function listMatches(ever: readonly string[], { pattern, option }: { pattern: string; option: string }): readonly string[] {
  const matches = ever.filter((path) => matchesPattern(path, pattern));
  if (matches.length > 0) return matches;
  throw new UserError({
    message: `no file matches "${pattern}" (${option}), now or in the past`,
    hint: 'patterns are relative to the root of the repository, for example: "apps/*/production/helmfile.yaml"',
  });
}

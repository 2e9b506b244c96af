import { isPattern, matchesPattern } from "../../core/path-pattern.ts";
import { listAddedFiles } from "../../io/git/added-files.ts";
import { listFirstParents } from "../../io/git/first-parents.ts";
import { describeRepository } from "../../io/git/repository.ts";
import { mergeHistories, type Commit, type History } from "../../promotion/index.ts";
import type { TemplateSettings } from "../reading/asked-helmfile.ts";
import { readHistories, type HistoryReading } from "./read-histories.ts";

/** The helmfiles of an environment: paths and patterns. */
type HelmfilesOf = { readonly name: string; readonly helmfiles: readonly string[] } & TemplateSettings;

/** The histories to read. */
interface SetRequest {
  /** Any folder of the repository. Paths are relative to it. */
  readonly directory: string;
  /** The commit at which history ends. */
  readonly commit: string;
  readonly environments: readonly HelmfilesOf[];
  /**
   * The commits in which a file may come into a set from a path outside of it with its past. Later on, such a file begins when it comes.
   * Default: all.
   */
  readonly adoption?: ReadonlySet<string>;
}

/**
 * Reads the history of each environment, of all files that were ever its own. A file that cannot be read makes only its own
 * releases unknown.
 */
export async function readSetHistories({ directory, commit, environments, adoption }: SetRequest): Promise<HistoryReading> {
  const sets = await listSets({ directory, commit }, environments);
  const files = sets.flatMap(({ environment, paths }, index) => {
    const set = paths.length > 1 ? { set: paths } : {};
    return paths.map((helmfile) => ({ ...environment, name: keyOf(index, helmfile), helmfile, ...set }));
  });
  const { histories, warnings } = await readHistories({
    directory,
    commit,
    environments: files,
    ...(adoption !== undefined && { adoption }),
  });
  const order = sets.some(({ paths }) => paths.length > 1) ? await listFirstParents(directory, commit) : [];
  const merged = sets.map(({ environment: { name }, paths }, index) => {
    const parts = paths.map((path) => ({ path, history: histories.get(keyOf(index, path)) ?? [] }));
    return [name, joinFiles(parts, order)] as const;
  });
  return { histories: new Map(merged), warnings };
}

function joinFiles(files: Parameters<typeof mergeHistories>[0], order: readonly Commit[]): History {
  const [first] = files;
  return files.length > 1 ? mergeHistories(files, order) : (first?.history ?? []);
}

function keyOf(index: number, path: string): string {
  return `${index} ${path}`;
}

interface FileSet {
  readonly environment: HelmfilesOf;
  readonly paths: readonly string[];
}

/** The paths of each environment, at any time. */
async function listSets(
  place: Pick<SetRequest, "directory" | "commit">,
  environments: readonly HelmfilesOf[],
): Promise<readonly FileSet[]> {
  const patterns = [...new Set(environments.flatMap(({ helmfiles }) => helmfiles.filter(isPattern)))];
  const known = patterns.length === 0 ? [] : await listEverMatched(place, patterns);
  return environments.map((environment) => ({
    environment,
    paths: [
      ...new Set(environment.helmfiles.flatMap((path) => (isPattern(path) ? known.filter((one) => matchesPattern(one, path)) : [path]))),
    ],
  }));
}

async function listEverMatched(
  { directory, commit }: Pick<SetRequest, "directory" | "commit">,
  patterns: readonly string[],
): Promise<readonly string[]> {
  const { root, prefix } = await describeRepository(directory);
  // git's patterns find hidden files as well, and are only a first choice.
  const pathspecs = patterns.map((pattern) => `:(top,glob)${`${prefix}${pattern}`.replaceAll(/[[\]\\]/gu, "\\$&")}`);
  const paths = await listAddedFiles(root, commit, pathspecs);
  return paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
}

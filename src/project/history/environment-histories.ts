import { UserError } from "../../core/user-error.ts";
import { parseYaml } from "../../core/yaml.ts";
import { listHelmfilePlaces, type ResolvedEnvironment } from "../../fleet/index.ts";
import { readFileVersions } from "../../io/git/file-versions.ts";
import { joinTenures, listTenures, rulesPath, type Commit, type NamedHelmfiles } from "../../promotion/index.ts";
import { configNames, isYaml } from "../load-config.ts";
import type { HistoryReading } from "./read-histories.ts";
import { readSetHistories } from "./set-histories.ts";

interface EnvironmentsRequest {
  readonly directory: string;
  /** The commit at which history ends. */
  readonly commit: string;
  readonly environments: readonly ResolvedEnvironment[];
  /** All commits of the default branch, oldest first. */
  readonly commits: readonly Commit[];
}

/** Reads the history of each environment: of the helmfiles that were its own, since the config on the default branch names them. */
export async function readEnvironmentHistories({ directory, commit, environments, commits }: EnvironmentsRequest): Promise<HistoryReading> {
  const configs = await readConfigs(directory, commit);
  // A config that is not on the branch yet names its helmfiles for the first time.
  const lives = environments.map((environment) => {
    const tenures = listTenures(environment.name, configs);
    return { environment, tenures: tenures.length === 0 ? [{ place: environment }] : tenures };
  });
  const sets = lives.flatMap(({ environment: { name, variables }, tenures }) =>
    tenures.map(({ place: { helmfiles, helmfileEnvironment } }, rank) => ({
      name: keyOf(name, rank),
      helmfiles,
      ...(helmfileEnvironment !== undefined && { helmfileEnvironment }),
      ...(variables !== undefined && { variables }),
    })),
  );
  const adoption = listAdoption(configs, commits);
  const { histories: bySet, warnings } = await readSetHistories({ directory, commit, environments: sets, adoption });
  const histories = lives.map(({ environment: { name }, tenures }) => {
    const parts = tenures.map((tenure, rank) => ({ ...tenure, history: bySet.get(keyOf(name, rank)) ?? [] }));
    return [name, joinTenures(parts, commits)] as const;
  });
  return { histories: new Map(histories), warnings };
}

/** The commits up to the first config. Later on, a file that comes into a set from outside begins to soak there. */
function listAdoption(configs: readonly NamedHelmfiles[], commits: readonly Commit[]): ReadonlySet<string> {
  const first = configs[0]?.commit.id;
  const end = first === undefined ? -1 : commits.findIndex(({ id }) => id === first);
  return new Set((end === -1 ? commits : commits.slice(0, end + 1)).map(({ id }) => id));
}

function keyOf(name: string, rank: number): string {
  return `${rank} ${name}`;
}

/** The configs of the default branch, oldest first. One that cannot be read, or that is missing for a while, says nothing. */
async function readConfigs(directory: string, commit: string): Promise<readonly NamedHelmfiles[]> {
  const paths = [...configNames.filter(isYaml), rulesPath];
  const versions = await readFileVersions(directory, { commit, paths });
  return versions.flatMap(({ commit: changed, texts }) => {
    const path = paths.find((name) => texts.has(name));
    const places = path === undefined ? undefined : listHelmfilePlaces(parseLeniently(texts.get(path) ?? "", path));
    return places === undefined ? [] : [{ commit: changed, places }];
  });
}

/** JSON is YAML. */
function parseLeniently(text: string, path: string): unknown {
  try {
    return parseYaml(text, path);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

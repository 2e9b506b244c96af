import type { HelmfilePlace } from "../../fleet/index.ts";
import type { Commit, HelmfileAt, History } from "./history.ts";

type Places = ReadonlyMap<string, HelmfilePlace>;

/** The helmfiles of each environment after a commit that changed the config. */
export interface NamedHelmfiles {
  readonly commit: Commit;
  readonly places: Places;
}

/** The time in which helmfiles were an environment's. */
export interface Tenure {
  readonly place: HelmfilePlace;
  /** The commit that made it the environment's. Undefined if the first config did: all of its history counts then. */
  readonly since?: Commit;
}

/**
 * The helmfiles that an environment had, oldest first. A file that is named later than in the first config begins to soak
 * then, so that no file collects soak before it is an environment's. Configs are oldest first.
 */
export function listTenures(environment: string, configs: readonly NamedHelmfiles[]): readonly Tenure[] {
  const tenures: Tenure[] = [];
  let [name, place] = [environment, configs.at(-1)?.places.get(environment)];
  for (const [index, config] of [...configs.entries()].reverse()) {
    const before = configs[index - 1];
    if (before === undefined || place === undefined) break;
    const predecessor = findPredecessor({ name, place }, config.places, before.places);
    const earlier = predecessor === undefined ? undefined : before.places.get(predecessor);
    if (earlier === undefined || !isSamePlace(earlier, place)) tenures.unshift({ place, since: config.commit });
    if (predecessor === undefined || earlier === undefined) return tenures;
    [name, place] = [predecessor, earlier];
  }
  return place === undefined ? tenures : [{ place }, ...tenures];
}

/** The name of an environment in the config before: its own; otherwise of one that is gone and had its helmfile, or is the only one. */
function findPredecessor(
  { name, place }: { readonly name: string; readonly place: HelmfilePlace },
  now: Places,
  before: Places,
): string | undefined {
  if (before.has(name)) return name;
  const gone = [...before].filter(([other]) => !now.has(other));
  const inPlace = gone.find(([, other]) => isSamePlace(other, place));
  if (inPlace !== undefined) return inPlace[0];
  const added = [...now.keys()].filter((other) => !before.has(other));
  return gone.length === 1 && added.length === 1 ? gone[0]?.[0] : undefined;
}

function isSamePlace(a: HelmfilePlace, b: HelmfilePlace): boolean {
  return a.helmfiles.join("\0") === b.helmfiles.join("\0") && a.helmfileEnvironment === b.helmfileEnvironment;
}

/** The histories of all helmfiles that an environment had, each in its time. `commits` are those of the default branch. */
export function joinTenures(
  tenures: readonly (Pick<Tenure, "since"> & { readonly history: History })[],
  commits: readonly Commit[],
): History {
  if (tenures.every(({ since }) => since === undefined)) return tenures.flatMap(({ history }) => history);
  const indexes = new Map(commits.map(({ id }, index) => [id, index]));
  const indexOf = ({ id }: Commit): number => indexes.get(id) ?? -1;
  return tenures.flatMap(({ history: whole, since }, rank): readonly HelmfileAt[] => {
    const next = tenures[rank + 1]?.since;
    const end = next === undefined ? Number.POSITIVE_INFINITY : indexOf(next);
    const history = whole.filter(({ commit }) => indexOf(commit) < end);
    if (since === undefined) return history;
    const begin = indexOf(since);
    const last = history.findLast(({ commit }) => indexOf(commit) <= begin);
    const { releases, known } = last ?? { releases: [] };
    return [{ commit: since, releases, ...(known !== undefined && { known }) }, ...history.filter(({ commit }) => indexOf(commit) > begin)];
  });
}

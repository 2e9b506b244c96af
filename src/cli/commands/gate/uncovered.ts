import { matchesAny } from "../../../core/path-pattern.ts";
import type { ResolvedFleet } from "../../../fleet/index.ts";
import { readHelmfile } from "../../../helmfile/index.ts";
import { readIfFile } from "../../../io/files/read-file.ts";
import { configNames } from "../../../project/load-config.ts";
import type { HelmfileReading, Readings, UncoveredHelmfile } from "../../../promotion/index.ts";

const isNamedLikeOne = /(?:^|\/)(?:helmfile[^/]*|helmfile\.d\/.+)\.ya?ml(?:\.gotmpl)?$/u;
const hasReleases = /^["']?releases["']?\s*:(?:\s*#.*)?\s*(?:-|\[)/mu;

interface Named {
  readonly configs: readonly (Pick<ResolvedFleet, "environments"> | undefined)[];
  /** What the environments read after the change, at all places where the config has them. */
  readonly sides: readonly Readings[];
}

/** The helmfiles that a change touches and that no environment has or pulls in. Only files of the change are read. */
export function listUncovered(changedFiles: readonly string[], folder: string, { configs, sides }: Named): readonly UncoveredHelmfile[] {
  const named = new Set<string>([...configNames, ...sides.flatMap((side) => [...side.values()].flat().flatMap(listRead))]);
  const patterns = configs.flatMap((config) => (config?.environments ?? []).flatMap(({ helmfiles }) => helmfiles));
  return changedFiles.flatMap((path) => {
    if (named.has(path) || matchesAny(path, patterns) || !/\.ya?ml(?:\.gotmpl)?$/u.test(path)) return [];
    const text = readIfFile(folder, path);
    if (text === undefined || !(isNamedLikeOne.test(path) || hasReleases.test(text))) return [];
    return [{ text, helmfile: readHelmfile(text, path) }];
  });
}

/** All that an environment pulls in is judged with it. What is not understood may only mention a file. */
function listRead({ texts, helmfile }: HelmfileReading): readonly string[] {
  return helmfile.notUnderstood === undefined ? [...texts.keys()] : [];
}

import type { ResolvedFleet } from "../../../fleet/index.ts";
import { readHelmfile } from "../../../helmfile/index.ts";
import { readIfFile } from "../../../io/files/read-file.ts";
import { configNames } from "../../../project/load-config.ts";
import type { UncoveredHelmfile } from "../../../promotion/index.ts";

const isNamedLikeOne = /(?:^|\/)(?:helmfile[^/]*|helmfile\.d\/.+)\.ya?ml(?:\.gotmpl)?$/u;
const hasReleases = /^["']?releases["']?\s*:(?:\s*#.*)?\s*(?:-|\[)/mu;

/** The helmfiles that a change touches and that no config names. Only files of the change are read. */
export function listUncovered(
  changedFiles: readonly string[],
  folder: string,
  configs: readonly (Pick<ResolvedFleet, "environments"> | undefined)[],
): readonly UncoveredHelmfile[] {
  const named = new Set<string>([
    ...configNames,
    ...configs.flatMap((config) => (config?.environments ?? []).map(({ helmfile }) => helmfile)),
  ]);
  return changedFiles.flatMap((path) => {
    if (named.has(path) || !/\.ya?ml(?:\.gotmpl)?$/u.test(path)) return [];
    const text = readIfFile(folder, path);
    if (text === undefined || !(isNamedLikeOne.test(path) || hasReleases.test(text))) return [];
    return [{ text, helmfile: readHelmfile(text, path) }];
  });
}

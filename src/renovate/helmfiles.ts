import type { ResolvedFleet } from "../fleet/index.ts";
import { filePattern } from "./match.ts";
import type { RenovateConfig } from "./options.ts";

/** The files that Renovate's helmfile manager reads by default. See https://docs.renovatebot.com/modules/manager/helmfile/ */
const readByDefault = /(?:^|\/)(?:helmfile|helmfile\.d\/.+)\.ya?ml(?:\.gotmpl)?$/u;
/** The paths that `config:recommended` ignores, by its part `:ignoreModulesAndTests`. */
const ignoredByRecommended = /(?:^|\/)(?:vendor|examples|tests?|__tests__|__fixtures__)\//u;

/** Makes Renovate read helmfiles with unusual names. */
export function renderManagerFilePatterns({ environments }: ResolvedFleet): Pick<RenovateConfig, "helmfile"> {
  const unread = [...new Set(environments.flatMap(({ helmfiles }) => helmfiles))].filter((path) => !readByDefault.test(path));
  return unread.length === 0 ? {} : { helmfile: { managerFilePatterns: unread.map(filePattern) } };
}

/** Makes Renovate read environments in folders such as `test/`, which `config:recommended` would silently ignore. */
export function renderIgnorePresets(fleet: ResolvedFleet): Pick<RenovateConfig, "ignorePresets"> {
  return listIgnoredHelmfiles(fleet).length === 0 ? {} : { ignorePresets: [":ignoreModulesAndTests"] };
}

/** Helmfiles that a config with `config:recommended` never reads, unless it has `"ignorePresets": [":ignoreModulesAndTests"]`. */
export function listIgnoredHelmfiles({ environments }: ResolvedFleet): readonly string[] {
  return environments.flatMap(({ helmfiles }) => helmfiles).filter((helmfile) => ignoredByRecommended.test(helmfile));
}

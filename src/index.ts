/** desalt's library: the typed DSL. */
// Not from the folder's index, which checks configs as well: a config needs none of that to load.
export { defineBase, defineFleet, defineReleases, helmRepository, ociRepository } from "./fleet/define.ts";
export type {
  Base,
  ChartReference,
  Cluster,
  Defaults,
  Environment,
  EnvironmentOverride,
  Fleet,
  JsonValue,
  Release,
  ReleaseGroup,
  RenovateOptions,
  Repository,
  RepositoryOptions,
  Settings,
  Values,
  ValuesContext,
  ValuesInput,
} from "./fleet/index.ts";

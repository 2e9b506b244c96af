/** desalt's library: the typed DSL. */
export { defineBase, defineFleet, defineReleases, helmRepository, ociRepository } from "./fleet/index.ts";
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

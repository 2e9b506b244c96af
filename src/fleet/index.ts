/** The declared fleet, and the resolved one. Other folders import from here only. */
export { credentialPrefix } from "./credentials.ts";
export { listReleases, type DeclaredFleet } from "./declared.ts";
export { findLiteralSecrets } from "./literal-secrets.ts";
export { findMissingNamespaces } from "./missing-namespaces.ts";
export { isLocalChart } from "./repository-path.ts";
export type { RepositoryOptions } from "./define.ts";
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
  Settings,
  Values,
  ValuesContext,
  ValuesInput,
} from "./fleet.ts";
export type { Repository } from "./options.generated.ts";
export { isMap, mergeValues } from "./merge.ts";
export { generatedHelmfile, listHelmfilePlaces, type HelmfilePlace } from "./helmfile-paths.ts";
export { parseFleet } from "./parse.ts";
export { locationAt, renderLocation, type ConfigLocation } from "../core/config-location.ts";
export type { RenovateOptions } from "./renovate-options.generated.ts";
export { resolveFleet } from "./resolve.ts";
export type { ResolvedArgocd, ResolvedDestination, ResolvedGitops } from "./resolved-gitops.ts";
export type {
  Pace,
  PromotionRules,
  ResolvedCluster,
  ResolvedEnvironment,
  ResolvedFleet,
  ResolvedRelease,
  ResolvedRepository,
  Soak,
  SourceRules,
} from "./resolved.ts";
export { renderSchemaErrors } from "../core/schema-issues.ts";

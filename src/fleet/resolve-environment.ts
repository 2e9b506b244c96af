import { fixedFolder } from "../core/path-pattern.ts";
import type { DeclaredFleet, NamedRelease } from "./declared.ts";
import type { Settings } from "./fleet.ts";
import { listHandWritten, locateHelmfiles } from "./helmfile-paths.ts";
import { inheritEnvironment, listAncestry, runsIn, type InheritedEnvironment } from "./inheritance.ts";
import { mergeOptions, mergeSettings } from "./merge.ts";
import { present } from "./present.ts";
import { normalizePath } from "./repository-path.ts";
import { resolveRelease, type EnvironmentScope } from "./resolve-release.ts";
import type { Context, ValuesProblems } from "./resolve-values.ts";
import type { Pace, ResolvedCluster, ResolvedEnvironment, ResolvedRelease, ResolvedRepository } from "./resolved.ts";
import { resolvePromotion } from "./promotion-rules.ts";
import { defaultSoak, resolveSoak, resolveSoaks } from "./soak.ts";

/** The shared state while the environments of a fleet are resolved. */
export interface FleetScope {
  readonly fleet: DeclaredFleet;
  readonly releases: readonly NamedRelease[];
  readonly repositories: ReadonlyMap<string, ResolvedRepository>;
  readonly problems: ValuesProblems;
}

/** Resolves one environment and its releases. */
export function resolveEnvironment(name: string, scope: FleetScope): ResolvedEnvironment {
  const { fleet } = scope;
  const environment = inheritEnvironment(fleet, name);
  const isHandWritten = listHandWritten(name, environment, fleet.helmfiles) !== undefined;
  const helmfiles = locateHelmfiles(name, environment, fleet.helmfiles);
  const directory = isHandWritten ? fixedFolder(helmfiles[0] ?? ".") : locate(environment.directory ?? name);
  const soak = present({ follows: environment.follows }).follows === undefined ? undefined : resolveSoak(defaultSoak, environment.soak);
  const promotion = soak === undefined ? undefined : resolvePromotion(environment);
  const clusters = resolveClusters(environment);
  return {
    name,
    directory,
    helmfiles,
    isHandWritten,
    apiVersions: environment.apiVersions ?? [],
    clusters,
    helmDefaults: mergeOptions([fleet.helmDefaults, environment.helmDefaults]),
    pace: resolvePace(environment, fleet),
    releases: isHandWritten ? [] : resolveReleases({ ...scope, name, environment, soak }),
    ...present({
      helmfileEnvironment: environment.helmfileEnvironment,
      variables: isHandWritten ? fleet.variables : undefined,
      follows: environment.follows,
      soak,
      soaks: soak === undefined ? undefined : resolveSoaks(soak, environment.soaks),
      promotion,
      kubernetes: bareVersion(environment.kubernetes),
      renovate: environment.renovate,
    }),
  };
}

function resolveReleases(
  scope: FleetScope & { name: string; environment: InheritedEnvironment; soak: EnvironmentScope["soak"] },
): readonly ResolvedRelease[] {
  const ancestry = listAncestry(scope.fleet, scope.name);
  const contexts = createContexts(scope.name, scope.environment);
  const here = { ...scope, ancestry, contexts };
  return scope.releases.filter(({ release }) => runsIn(release, ancestry)).map((release) => resolveRelease(release, here));
}

function createContexts(name: string, environment: InheritedEnvironment): readonly Context[] {
  const settings = environment.settings ?? {};
  const clusters = Object.entries(environment.clusters ?? {});
  if (clusters.length === 0) return [freezeContext(name, name, settings)];
  return clusters.map(([cluster, options]) => freezeContext(name, cluster, mergeSettings(settings, options.settings ?? {})));
}

/** A copy, so that the declaration is neither frozen nor changed by a values function. */
function freezeContext(environment: string, cluster: string, settings: Settings): Context {
  const copy = structuredClone(settings);
  freezeDeep(copy);
  return Object.freeze({ environment, cluster, settings: copy });
}

function freezeDeep(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const child of Object.values(value)) freezeDeep(child);
  Object.freeze(value);
}

function resolveClusters(environment: InheritedEnvironment): readonly ResolvedCluster[] {
  return Object.entries(environment.clusters ?? {}).map(([name, cluster]) => ({
    name,
    apiVersions: cluster.apiVersions ?? environment.apiVersions ?? [],
    ...present({ kubernetes: bareVersion(cluster.kubernetes ?? environment.kubernetes), kubeContext: cluster.kubeContext }),
  }));
}

function resolvePace(environment: InheritedEnvironment, fleet: DeclaredFleet): Pace {
  return {
    automerge: nameAutomerge(environment.automerge),
    labels: environment.labels ?? [],
    reviewers: environment.reviewers ?? [],
    assignees: environment.assignees ?? [],
    dependencyDashboardApproval: environment.dependencyDashboardApproval ?? false,
    ...present({
      schedule: environment.schedule,
      timezone: environment.timezone ?? fleet.timezone,
      minimumReleaseAge: environment.minimumReleaseAge,
    }),
  };
}

function nameAutomerge(automerge: InheritedEnvironment["automerge"]): Pace["automerge"] {
  if (automerge === undefined || automerge === null || automerge === false) return "none";
  return automerge === true ? "all" : automerge;
}

function bareVersion(kubernetes: string | null | undefined): string | undefined {
  return kubernetes?.replace(/^v/u, "");
}

function locate(path: string): string {
  return normalizePath(path) ?? path;
}

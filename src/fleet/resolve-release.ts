import type { DeclaredFleet, DeclaredOverride, DeclaredRelease, NamedRelease } from "./declared.ts";
import { listOverrides } from "./inheritance.ts";
import { mergeFlat, mergeOptions } from "./merge.ts";
import { locationAt } from "../core/config-location.ts";
import { present } from "./present.ts";
import { isLocalChart, normalizePath } from "./repository-path.ts";
import { resolveValues, type Context, type ValuesLayer, type ValuesProblems } from "./resolve-values.ts";
import type { ResolvedRelease, ResolvedRepository, Soak } from "./resolved.ts";
import { mergeSoak, resolveSoak } from "./soak.ts";

/** The shared state while the releases of one environment are resolved. */
export interface EnvironmentScope {
  readonly fleet: DeclaredFleet;
  /** The environment's name. */
  readonly name: string;
  /** The environment's ancestors, the farthest first, and the environment itself. */
  readonly ancestry: readonly string[];
  /** Undefined if the environment follows none. */
  readonly soak: Soak | undefined;
  /** One for each cluster, at least one. */
  readonly contexts: readonly Context[];
  readonly repositories: ReadonlyMap<string, ResolvedRepository>;
  readonly problems: ValuesProblems;
}

type Overrides = readonly (readonly [environment: string, override: DeclaredOverride])[];

/** Resolves one release in one environment: fleet defaults, release, inherited overrides, override, cluster. */
export function resolveRelease(named: NamedRelease, scope: EnvironmentScope): ResolvedRelease {
  const { name, release } = named;
  const overrides = listOverrides(release, scope.ancestry);
  const layers = [scope.fleet.defaults, release, ...overrides.map(([, override]) => override)];
  const merged = mergeOptions<Partial<Omit<DeclaredRelease, "environments">>>(layers);
  const chart = merged.chart ?? release.chart;
  const clusters = release.environments?.[scope.name];
  const clusterOverrides = clusters === undefined || clusters === false ? {} : (clusters.clusters ?? {});
  const absentFrom = Object.keys(clusterOverrides).filter((cluster) => clusterOverrides[cluster] === false);
  const { valuesFile, values, clusterValues } = resolveValues(listValues(named, overrides, scope), listClusterValues(named, scope), {
    release: name,
    contexts: scope.contexts.filter(({ cluster }) => !absentFrom.includes(cluster)),
    problems: scope.problems,
  });
  return {
    name,
    chart: isLocalChart(chart) ? `./${normalizePath(chart) ?? chart}` : chart,
    values,
    clusterValues,
    absentFrom,
    needs: merged.needs?.map(nameOfNeed) ?? [],
    labels: mergeFlat(layers.map((layer) => layer?.labels)),
    separateMultipleMinor: merged.separateMultipleMinor ?? false,
    helmfile: mergeOptions(layers.map((layer) => layer?.helmfile)),
    ...present({
      repository: isLocalChart(chart) ? undefined : scope.repositories.get(chart.split("/", 1)[0] ?? ""),
      version: merged.version,
      pin: merged.pin,
      namespace: merged.namespace,
      createNamespace: merged.createNamespace,
      valuesFile: valuesFile === undefined ? undefined : (normalizePath(valuesFile) ?? valuesFile),
      group: merged.group,
      soak: resolveReleaseSoak(layers, scope.soak),
      wait: merged.wait,
      waitForJobs: merged.waitForJobs,
      timeout: merged.timeout,
      atomic: merged.atomic,
    }),
  };
}

/** The release that a `needs` entry names, as `name` or `namespace/name`. */
export function nameOfNeed(need: string): string {
  return need.slice(need.lastIndexOf("/") + 1);
}

function resolveReleaseSoak(layers: readonly (Pick<DeclaredRelease, "soak"> | undefined)[], base: Soak | undefined): Soak | undefined {
  const declared = mergeSoak(layers.map((layer) => layer?.soak));
  return base === undefined || declared === null ? undefined : resolveSoak(base, declared);
}

function listValues({ release, place }: NamedRelease, overrides: Overrides, { fleet }: EnvironmentScope): readonly ValuesLayer[] {
  return [
    { input: fleet.defaults?.values, place: { source: fleet.source, path: ["defaults", "values"] } },
    { input: release.values, place: locationAt(place, "values") },
    ...overrides.map(([environment, override]) => ({
      input: override.values,
      place: locationAt(place, "environments", environment, "values"),
    })),
  ];
}

function listClusterValues({ release, place }: NamedRelease, { name }: EnvironmentScope): ReadonlyMap<string, ValuesLayer> {
  const override = release.environments?.[name];
  const layers = new Map<string, ValuesLayer>();
  if (override === undefined || override === false) return layers;
  for (const [cluster, declared] of Object.entries(override.clusters ?? {})) {
    if (declared !== false)
      layers.set(cluster, { input: declared.values, place: locationAt(place, "environments", name, "clusters", cluster, "values") });
  }
  return layers;
}

import type { DeclaredFleet, DeclaredOverride, DeclaredRelease } from "./declared.ts";
import type { Environment, Settings } from "./fleet.ts";
import { mergeFlat, mergeOptions, mergeRenovate, mergeSettings } from "./merge.ts";
import { mergeSoak } from "./soak.ts";

/** An environment with what it inherits. */
export type InheritedEnvironment = Omit<Environment<string, Settings>, "inherits">;

/** The environment's ancestors, the farthest first, and the environment itself last. Stops at a cycle of `inherits`. */
export function listAncestry(fleet: DeclaredFleet, environment: string): readonly string[] {
  const chain: string[] = [];
  let name: string | undefined = environment;
  while (name !== undefined && fleet.environments[name] !== undefined && !chain.includes(name)) {
    chain.unshift(name);
    name = fleet.environments[name]?.inherits;
  }
  return chain;
}

/** Applies `inherits`. Never inherits the keys that say where an environment is: directory, helmfile and its environment, clusters. */
export function inheritEnvironment(fleet: DeclaredFleet, name: string): InheritedEnvironment {
  const layers = listAncestry(fleet, name).flatMap((ancestor) => fleet.environments[ancestor] ?? []);
  const own = fleet.environments[name] ?? {};
  const {
    directory: _directory,
    helmfile: _helmfile,
    helmfileEnvironment: _helmfileEnvironment,
    clusters: _clusters,
    inherits: _inherits,
    ...inherited
  } = mergeOptions(layers);
  const renovate = mergeRenovate(layers.map((layer) => layer.renovate));
  const soak = mergeSoak(layers.map((layer) => layer.soak));
  const soaks = mergeFlat(layers.map((layer) => layer.soaks));
  const { follows = null, ...rest } = inherited;
  return {
    ...rest,
    ...(follows === name ? { follows: null, soak: null, soaks: null } : { follows, soak, soaks }),
    settings: layers.reduce<Settings>((settings, layer) => mergeSettings(settings, layer.settings ?? {}), {}),
    helmDefaults: mergeOptions(layers.map((layer) => layer.helmDefaults)),
    renovate: renovate ?? null,
    ...(own.directory === undefined ? {} : { directory: own.directory }),
    ...(own.helmfile === undefined ? {} : { helmfile: own.helmfile }),
    ...(own.helmfileEnvironment === undefined ? {} : { helmfileEnvironment: own.helmfileEnvironment }),
    ...(own.clusters === undefined ? {} : { clusters: own.clusters }),
  };
}

/** Whether a release runs in an environment with these ancestors. The nearest statement wins. */
export function runsIn(release: DeclaredRelease, ancestry: readonly string[]): boolean {
  if (release.only !== undefined && !release.only.some((name) => ancestry.includes(name))) return false;
  const nearest = ancestry.findLast((name) => release.environments?.[name] !== undefined);
  return nearest === undefined || release.environments?.[nearest] !== false;
}

/** The overrides that apply in an environment, the farthest ancestor's first, each with its environment. */
export function listOverrides(
  release: DeclaredRelease,
  ancestry: readonly string[],
): (readonly [environment: string, override: DeclaredOverride])[] {
  return ancestry.flatMap((name) => {
    const override = release.environments?.[name];
    return override === undefined || override === false ? [] : [[name, override] as const];
  });
}

import type {
  ClusterOptions,
  ClusterOverride,
  EnvironmentOptions,
  FleetOptions,
  ReleaseDefaults,
  ReleaseOptions,
  ReleaseOverride,
  Repository,
} from "./options.generated.ts";
import type { RenovateOptions } from "./renovate-options.generated.ts";

/** Anything JSON can say. In values, `null` deletes what was there before. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Settings of an environment: plain data of one's own. */
export type Settings = { readonly [key: string]: JsonValue };

/** Helm values. */
export type Values = { readonly [key: string]: JsonValue };

/** What a `values` function is given: where it is rendered, never which version. */
export interface ValuesContext<E extends string, S> {
  /** The environment's name. */
  readonly environment: E;
  /** The cluster's name; the environment's where it declares no clusters. */
  readonly cluster: string;
  /** The environment's settings with the cluster's merged over them. */
  readonly settings: S;
}

/** Values, the path of a values file that people keep, or a function of the environment's settings. */
export type ValuesInput<E extends string, S> = Values | string | null | ((context: ValuesContext<E, S>) => Values);

/** `REPOSITORY/CHART`, or the path of a chart in this git repository. */
export type ChartReference<R extends string> = `${R}/${string}` | `./${string}`;

/** One cluster of an environment. */
export interface Cluster<S> extends Omit<ClusterOptions, "settings"> {
  /** Settings of this cluster, merged over the environment's. */
  readonly settings?: Partial<S>;
}

/** An environment: what is upgraded together. */
export interface Environment<E extends string, S> extends Omit<
  EnvironmentOptions,
  "follows" | "inherits" | "settings" | "clusters" | "renovate"
> {
  /** The upstream environment: new releases start from its versions, its pull requests come first, and `desalt promote` offers here only what has soaked there. */
  readonly follows?: E | null;
  /**
   * Takes over what another environment declares and changes it: its options except `directory`, `helmfile` and
   * `clusters`, and its place in releases. Maps merge, lists replace, `null` deletes.
   */
  readonly inherits?: E;
  /** Values of one's own that differ between environments, given to `values` when that is a function. */
  readonly settings?: S;
  /** Clusters by name, unique in the fleet. They share the environment's versions. Default: one cluster without a name. */
  readonly clusters?: { readonly [name: string]: Cluster<NoInfer<S>> };
  /** Renovate's own options for this environment's files, merged last. */
  readonly renovate?: RenovateOptions | null;
}

/** What differs in one environment. */
export interface EnvironmentOverride<E extends string, R extends string, S> extends Omit<ReleaseOverride, "chart" | "values" | "clusters"> {
  readonly chart?: ChartReference<R>;
  readonly values?: ValuesInput<E, S>;
  /** What differs in one cluster, or `false` where the release is not installed. */
  readonly clusters?: { readonly [name: string]: false | ClusterRelease<E, S> };
}

/** What differs in one cluster. */
export interface ClusterRelease<E extends string, S> extends Omit<ClusterOverride, "values"> {
  /** Helm values of this cluster only, merged over the environment's. */
  readonly values?: Values | ((context: ValuesContext<E, S>) => Values);
}

/** A Helm release: a chart installed under a name, in every environment unless it says otherwise. */
export interface Release<E extends string, R extends string, S> extends Omit<ReleaseOptions, "chart" | "values" | "only" | "environments"> {
  /** `REPOSITORY/CHART`, or the path of a chart in this git repository, such as `./charts/portal`. */
  readonly chart: ChartReference<R>;
  /** Helm values, the path of a values file that people keep, or a function of the environment's settings. */
  readonly values?: ValuesInput<E, S>;
  /** The environments this release runs in. Default: all. */
  readonly only?: readonly E[];
  /** What differs in an environment; `false` removes the release there. */
  readonly environments?: { readonly [name in E]?: false | EnvironmentOverride<E, R, S> };
}

/** What every release starts from. */
export interface Defaults<E extends string, S> extends Omit<ReleaseDefaults, "values"> {
  readonly values?: ValuesInput<E, S>;
}

/** Releases declared in a file of their own, made by `defineReleases`. */
export interface ReleaseGroup {
  /** The file's name, for messages: set where it was read from YAML. */
  readonly source?: string;
  readonly releases: { readonly [name: string]: object };
}

/** What the files of a large fleet share, made by `defineBase`. */
export interface Base<E extends string, R extends string, S> {
  readonly environments: { readonly [name in E]: Environment<NoInfer<E>, S> };
  readonly repositories?: { readonly [name in R]: Repository };
}

/** A fleet of Kubernetes add-ons: the literal that `defineFleet` takes. Generic over names only. */
export interface Fleet<E extends string, R extends string, S> extends Omit<
  FleetOptions,
  "$schema" | "environments" | "repositories" | "releases" | "include" | "defaults" | "renovate"
> {
  /** The environments by name. */
  readonly environments: { readonly [name in E]: Environment<NoInfer<E>, S> };
  /** Chart repositories by the name that `chart` uses. */
  readonly repositories?: { readonly [name in R]: Repository };
  /** What every release starts from. */
  readonly defaults?: Defaults<NoInfer<E>, NoInfer<S>>;
  /** Helm releases by name. */
  readonly releases?: { readonly [name: string]: Release<NoInfer<E>, NoInfer<R>, NoInfer<S>> };
  /** Releases of other files, each made by `defineReleases`; a name declared twice is an error. */
  readonly include?: readonly ReleaseGroup[];
  /** Renovate's own options, merged last: scalars replace, maps merge, `packageRules` and `hostRules` append. */
  readonly renovate?: RenovateOptions;
}

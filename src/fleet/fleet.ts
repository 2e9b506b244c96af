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

/** Any JSON value. In values, `null` deletes an earlier value. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Settings of an environment: any plain data. */
export type Settings = { readonly [key: string]: JsonValue };

/** Helm values. */
export type Values = { readonly [key: string]: JsonValue };

/** The argument of a `values` function: the place where it is rendered, never a version. */
export interface ValuesContext<E extends string, S> {
  /** The environment's name. */
  readonly environment: E;
  /** The cluster's name, or the environment's if it declares no clusters. */
  readonly cluster: string;
  /** The environment's settings with the cluster's merged over them. */
  readonly settings: S;
}

/** Values, the path of a hand-written values file, or a function of the environment's settings. */
export type ValuesInput<E extends string, S> = Values | string | null | ((context: ValuesContext<E, S>) => Values);

/** `REPOSITORY/CHART`, or the path of a chart in this git repository. */
export type ChartReference<R extends string> = `${R}/${string}` | `./${string}`;

/** One cluster of an environment. */
export interface Cluster<S> extends Omit<ClusterOptions, "settings"> {
  /** Settings of this cluster, merged over the environment's. */
  readonly settings?: Partial<S>;
}

/** An environment: releases that are upgraded together. */
export interface Environment<E extends string, S> extends Omit<
  EnvironmentOptions,
  "follows" | "inherits" | "settings" | "clusters" | "renovate"
> {
  /** The upstream environment. New releases start from its versions, and `desalt promote` allows only versions that have soaked there. */
  readonly follows?: E | null;
  /**
   * Inherits from another environment: its options except `directory`, `helmfile`,
   * `helmfileEnvironment` and `clusters`, and its place in releases. Maps merge, lists replace, `null` deletes.
   */
  readonly inherits?: E;
  /** Data that differs between environments, passed to `values` if that is a function. */
  readonly settings?: S;
  /** Clusters by name, unique in the fleet. They share the environment's versions. Default: one cluster without a name. */
  readonly clusters?: { readonly [name: string]: Cluster<NoInfer<S>> };
  /** Renovate's own options for this environment's files, merged last. */
  readonly renovate?: RenovateOptions | null;
}

/** The overrides of one environment. */
export interface EnvironmentOverride<E extends string, R extends string, S> extends Omit<ReleaseOverride, "chart" | "values" | "clusters"> {
  readonly chart?: ChartReference<R>;
  readonly values?: ValuesInput<E, S>;
  /** The overrides of one cluster, or `false` if the release is not installed there. */
  readonly clusters?: { readonly [name: string]: false | ClusterRelease<E, S> };
}

/** The overrides of one cluster. */
interface ClusterRelease<E extends string, S> extends Omit<ClusterOverride, "values"> {
  /** Helm values of this cluster only, merged over the environment's. */
  readonly values?: Values | ((context: ValuesContext<E, S>) => Values);
}

/** A Helm release: a chart installed under a name, in every environment unless it says otherwise. */
export interface Release<E extends string, R extends string, S> extends Omit<ReleaseOptions, "chart" | "values" | "only" | "environments"> {
  /** `REPOSITORY/CHART`, or the path of a chart in this git repository, such as `./charts/portal`. */
  readonly chart: ChartReference<R>;
  /** Helm values, the path of a hand-written values file, or a function of the environment's settings. */
  readonly values?: ValuesInput<E, S>;
  /** The environments this release runs in. Default: all. */
  readonly only?: readonly E[];
  /** The overrides of an environment; `false` removes the release there. */
  readonly environments?: { readonly [name in E]?: false | EnvironmentOverride<E, R, S> };
}

/** The defaults of every release. */
export interface Defaults<E extends string, S> extends Omit<ReleaseDefaults, "values"> {
  readonly values?: ValuesInput<E, S>;
}

/** Releases declared in a file of their own, made by `defineReleases`. */
export interface ReleaseGroup {
  /** The file's name, for messages. Set if it was read from YAML. */
  readonly source?: string;
  readonly releases: { readonly [name: string]: object };
}

/** The shared part of a large fleet's files, made by `defineBase`. */
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
  /** The defaults of every release. */
  readonly defaults?: Defaults<NoInfer<E>, NoInfer<S>>;
  /** Helm releases by name. */
  readonly releases?: { readonly [name: string]: Release<NoInfer<E>, NoInfer<R>, NoInfer<S>> };
  /** Releases of other files, each made by `defineReleases`; a name declared twice is an error. */
  readonly include?: readonly ReleaseGroup[];
  /** Renovate's own options, merged last: scalars replace, maps merge, `packageRules` and `hostRules` append. */
  readonly renovate?: RenovateOptions;
}

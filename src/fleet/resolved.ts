import type { Values } from "./fleet.ts";
import type { HelmDefaults1 as HelmDefaults, HelmfileReleasePassthrough, Repository } from "./options.generated.ts";
import type { ResolvedGitops } from "./resolved-gitops.ts";
import type { RenovateOptions } from "./renovate-options.generated.ts";

/** A fleet with every override applied and every name checked: the input of the generators. */
export interface ResolvedFleet {
  /** `owner/name` on the forge. */
  readonly repository?: string;
  /** Upstreams before their followers, otherwise as declared. */
  readonly environments: readonly ResolvedEnvironment[];
  /** All declared repositories, used or not. */
  readonly repositories: readonly ResolvedRepository[];
  readonly timezone?: string;
  readonly sources?: SourceRules;
  /** Releases whose charts name a wrong range in `kubeVersion`, and why. */
  readonly ignoreKubeVersionOf?: readonly { readonly release: string; readonly reason: string }[];
  /** 0: no limit. */
  readonly prConcurrentLimit: number;
  /** 0: no limit. */
  readonly prHourlyLimit: number;
  readonly selfHosted: boolean;
  /** Whether `generate` writes the GitHub workflows. */
  readonly workflows: boolean;
  /** The GitHub environment with the charts' credentials. */
  readonly credentialsEnvironment?: string;
  readonly defaultBranch?: string;
  readonly renovate?: RenovateOptions;
  /** The settings of rendered manifests. The defaults, if the config has no `gitops`. */
  readonly gitops: ResolvedGitops;
}

/** A chart repository with its name. */
export interface ResolvedRepository extends Readonly<Repository> {
  readonly name: string;
  readonly oci: boolean;
  readonly private: boolean;
}

/** Where followers may take charts from, besides the addresses of their upstreams. */
export interface SourceRules {
  /** An upstream's address by the follower's. */
  readonly mirrors?: { readonly [address: string]: string };
  /** The reaction to any other address. Default: refuse. */
  readonly unknown?: "refuse" | "warn";
}

/** Soak times in milliseconds, by kind of update. */
export interface Soak {
  readonly patch: number;
  readonly minor: number;
  readonly major: number;
}

/** The conditions of a follower for its upstream's versions, besides the soak time. */
export interface PromotionRules {
  /** Whether a version that was replaced by a newer one continues to soak in that one. */
  readonly superseded: "continues" | "restarts";
  /** With `continues`: the time that a version must have run itself, in milliseconds. */
  readonly minimum: number;
  /** Whether releases that the upstream never had are gated too. */
  readonly strict: boolean;
  /** Whether a new release needs a soaked version, or may start with the upstream's. */
  readonly additions: "gated" | "free";
  /** The reaction if one change upgrades upstream and follower at once. */
  readonly together: "warn" | "fail" | "allow";
  /** A command that must succeed before a version opens. */
  readonly verify?: string;
  /** Names of the secrets that the workflow passes to the command. */
  readonly verifySecrets?: readonly string[];
}

/** One environment: releases in one helmfile, or in several. */
export interface ResolvedEnvironment {
  readonly name: string;
  /** Relative to the repository's root, without a slash at the end; `.` for the root. */
  readonly directory: string;
  /** Paths and patterns of the helmfiles, relative to the repository's root. A generated one is alone. */
  readonly helmfiles: readonly string[];
  /** Whether the helmfiles are hand-written. desalt then only reads it, and writes only rules in renovate.json for this environment. */
  readonly isHandWritten: boolean;
  /** The environment's name in a hand-written helmfile. Default: `default`. */
  readonly helmfileEnvironment?: string;
  /** Values of the variables that templates of a hand-written helmfile take. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly follows?: string;
  /** Set if `follows` is. */
  readonly soak?: Soak;
  /** Soak times that differ from `soak`, by name of a release in a hand-written helmfile. */
  readonly soaks?: ReadonlyMap<string, Soak>;
  /** Set if `follows` is. */
  readonly promotion?: PromotionRules;
  readonly kubernetes?: string;
  readonly apiVersions: readonly string[];
  /** Empty if none is declared. */
  readonly clusters: readonly ResolvedCluster[];
  readonly helmDefaults: Readonly<HelmDefaults>;
  readonly pace: Pace;
  readonly renovate?: RenovateOptions;
  /** The declared releases of this environment; empty if the helmfile is hand-written. */
  readonly releases: readonly ResolvedRelease[];
}

/** One cluster of an environment. */
export interface ResolvedCluster {
  readonly name: string;
  readonly kubernetes?: string;
  readonly apiVersions: readonly string[];
  readonly kubeContext?: string;
}

/** The pace of an environment, in Renovate's own terms if a value passes through unchanged. */
export interface Pace {
  readonly schedule?: readonly string[];
  readonly timezone?: string;
  readonly automerge: "none" | "patch" | "minor" | "all";
  readonly labels: readonly string[];
  readonly reviewers: readonly string[];
  readonly assignees: readonly string[];
  readonly minimumReleaseAge?: string;
  readonly dependencyDashboardApproval: boolean;
}

/** One release in one environment. */
export interface ResolvedRelease {
  readonly name: string;
  /** `REPOSITORY/CHART` as in helmfile, or for a local chart `./path` relative to the repository's root. */
  readonly chart: string;
  /** Undefined for a local chart. */
  readonly repository?: ResolvedRepository;
  /** The version a new release starts with. */
  readonly version?: string;
  readonly pin?: { readonly version: string; readonly reason: string };
  readonly namespace?: string;
  readonly createNamespace?: boolean;
  /** A hand-written values file, relative to the repository's root. It comes before `values`. */
  readonly valuesFile?: string;
  /** The values that all clusters share. */
  readonly values: Values;
  /** The own values of each cluster, merged over `values`. Clusters without differences are absent. */
  readonly clusterValues: { readonly [cluster: string]: Values };
  /** Clusters in which the release is not installed. */
  readonly absentFrom: readonly string[];
  /** Names of releases that run in this environment, without their namespaces. */
  readonly needs: readonly string[];
  readonly labels: { readonly [key: string]: string };
  readonly group?: string;
  readonly separateMultipleMinor: boolean;
  readonly soak?: Soak;
  readonly wait?: boolean;
  readonly waitForJobs?: boolean;
  readonly timeout?: number;
  readonly atomic?: boolean;
  readonly helmfile: Readonly<HelmfileReleasePassthrough>;
}

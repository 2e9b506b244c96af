import type { Values } from "./fleet.ts";
import type { HelmDefaults1 as HelmDefaults, HelmfileReleasePassthrough, Repository } from "./options.generated.ts";
import type { ResolvedGitops } from "./resolved-gitops.ts";
import type { RenovateOptions } from "./renovate-options.generated.ts";

/** A fleet with every override applied and every name checked: what the generators read. */
export interface ResolvedFleet {
  /** `owner/name` on the forge. */
  readonly repository?: string;
  /** Upstreams before their followers, otherwise as declared. */
  readonly environments: readonly ResolvedEnvironment[];
  /** As declared, used or not. */
  readonly repositories: readonly ResolvedRepository[];
  readonly timezone?: string;
  /** 0: no limit. */
  readonly prConcurrentLimit: number;
  /** 0: no limit. */
  readonly prHourlyLimit: number;
  readonly selfHosted: boolean;
  /** Whether the GitHub workflows are ours to write. */
  readonly workflows: boolean;
  readonly defaultBranch?: string;
  readonly renovate?: RenovateOptions;
  /** The defaults where the config does not speak of it. */
  readonly gitops: ResolvedGitops;
}

/** A chart repository with its name. */
export interface ResolvedRepository extends Readonly<Repository> {
  readonly name: string;
  readonly oci: boolean;
  readonly private: boolean;
}

/** Soak times in milliseconds, by kind of update. */
export interface Soak {
  readonly patch: number;
  readonly minor: number;
  readonly major: number;
}

/** What an environment that follows another asks of its upstream's versions, beside the time. */
export interface PromotionRules {
  /** Whether a version that a newer one replaced goes on soaking in that one. */
  readonly superseded: "continues" | "restarts";
  /** With `continues`: what a version must have run itself, in milliseconds. */
  readonly minimum: number;
  /** Gates releases that the upstream never had, too. */
  readonly strict: boolean;
  /** When one change reaches upstream and follower at once. */
  readonly together: "warn" | "fail" | "allow";
  /** A command that must succeed before a version opens. */
  readonly verify?: string;
  /** Names of the secrets that the workflow gives to it. */
  readonly verifySecrets?: readonly string[];
}

/** One environment: one helmfile. */
export interface ResolvedEnvironment {
  readonly name: string;
  /** Relative to the repository's root, without a slash at the end; `.` for the root. */
  readonly directory: string;
  /** Path of the helmfile, relative to the repository's root. */
  readonly helmfile: string;
  /** The helmfile is kept by people: desalt reads it, and writes nothing for this environment but rules in renovate.json. */
  readonly handKept: boolean;
  readonly follows?: string;
  /** Set where `follows` is. */
  readonly soak?: Soak;
  /** Of releases of a hand-kept helmfile, by name; those that differ from `soak`. */
  readonly soaks?: ReadonlyMap<string, Soak>;
  /** Set where `follows` is. */
  readonly promotion?: PromotionRules;
  readonly kubernetes?: string;
  readonly apiVersions: readonly string[];
  /** Empty where none is declared. */
  readonly clusters: readonly ResolvedCluster[];
  readonly helmDefaults: Readonly<HelmDefaults>;
  readonly pace: Pace;
  readonly renovate?: RenovateOptions;
  /** Releases that run here, as declared; empty where the helmfile is hand-kept. */
  readonly releases: readonly ResolvedRelease[];
}

/** One cluster of an environment. */
export interface ResolvedCluster {
  readonly name: string;
  readonly kubernetes?: string;
  readonly apiVersions: readonly string[];
  readonly kubeContext?: string;
}

/** How fast an environment moves, in Renovate's own terms where the value passes through. */
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
  /** As helmfile wants it but for local charts: `REPOSITORY/CHART`, or `./path` relative to the repository's root. */
  readonly chart: string;
  /** Undefined for a local chart. */
  readonly repository?: ResolvedRepository;
  /** The version a new release starts with. */
  readonly version?: string;
  readonly pin?: { readonly version: string; readonly reason: string };
  readonly namespace?: string;
  readonly createNamespace?: boolean;
  /** A values file that people keep, relative to the repository's root; it comes before `values`. */
  readonly valuesFile?: string;
  /** What all clusters share. */
  readonly values: Values;
  /** By cluster: what only it has, merged over `values`. Clusters without differences are absent. */
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

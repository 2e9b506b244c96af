/** Gates in their JSON form: every time is ISO 8601 in UTC. */
export interface Gates {
  readonly gates: readonly Gate[];
  readonly drift: readonly Drift[];
  /** Warnings about unusual input, each once. */
  readonly warnings: readonly string[];
}

/** The gate of one release in one follower: the versions that it may upgrade to. */
export interface Gate {
  readonly environment: string;
  /** The environment it follows. */
  readonly upstream: string;
  readonly release: string;
  readonly chart: string;
  /** The chart's repository in the follower's helmfile; undefined if the helmfile does not say. */
  readonly repositoryUrl?: string;
  readonly oci: boolean;
  readonly current: string;
  /** Versions newer than `current`, oldest first. */
  readonly allowed: readonly AllowedVersion[];
  readonly soaking: readonly SoakingVersion[];
  readonly held: readonly HeldVersion[];
  readonly frozen?: { readonly until: string; readonly reason: string };
  /** Why nothing opens although the upstream has long been ahead, and possible remedies. */
  readonly starved?: string;
  /** Other releases of the same chart in the environment. Renovate cannot distinguish them, so the strictest gate applies to all. */
  readonly sharedWith?: readonly string[];
}

export interface AllowedVersion {
  readonly version: string;
  /** The time at which it began to run in the upstream. Absent for an approved version that never ran there, like `commit`. */
  readonly since?: string;
  /** The time at which a newer version replaced it; absent while it runs. */
  readonly until?: string;
  readonly commit?: string;
  readonly by: "soak" | "superseded" | "approval";
  /** Its soak time in milliseconds; absent for an approved version. */
  readonly soak?: number;
  /** An approval's reason. */
  readonly reason?: string;
  /** Whether an approval counts in a freeze as well. */
  readonly emergency?: true;
  /** How an approved version left the upstream, if not for a newer one, such as `was rolled back in dev on 2026-11-01`. */
  readonly lost?: string;
}

export interface SoakingVersion {
  readonly version: string;
  readonly since: string;
  /** The time at which it opens, if the upstream does not change. */
  readonly opensAt: string;
  /** Its soak time in milliseconds. */
  readonly soak: number;
}

export interface HeldVersion {
  readonly version: string;
  readonly reason: string;
  /** `hold`: people; `verification`: the script failed or has not run; `rollback`: the upstream went back from it; `shared`: another release of the chart blocks it; `freeze`: approved after the freeze began. */
  readonly by: "hold" | "verification" | "rollback" | "shared" | "freeze";
  /** Whether it has soaked and its verification has not run yet. */
  readonly pending?: true;
}

/** A follower that runs a newer version than its upstream. */
export interface Drift {
  readonly environment: string;
  readonly release: string;
  readonly version: string;
  /** The version that the upstream runs. */
  readonly upstream: string;
}

/** The result of a verification script for a version. */
export interface Verification {
  /** The follower. */
  readonly environment: string;
  readonly release: string;
  readonly chart: string;
  readonly version: string;
  /** The time of the run, ISO 8601 in UTC. A result from before the version began to run does not count. */
  readonly at: string;
  readonly ok: boolean;
  /** The last line of its output. */
  readonly reason: string;
}

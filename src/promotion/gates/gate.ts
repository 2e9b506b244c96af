/** Gates, ready to be written as JSON: every time is ISO 8601 in UTC. */
export interface Gates {
  readonly gates: readonly Gate[];
  readonly drift: readonly Drift[];
  /** What is odd and was handled by a rule; each once. */
  readonly warnings: readonly string[];
}

/** Which versions of one release one following environment may move to. */
export interface Gate {
  readonly environment: string;
  /** The environment it follows. */
  readonly upstream: string;
  readonly release: string;
  readonly chart: string;
  /** Of the chart, as the follower's helmfile has it; undefined where it does not say. */
  readonly repositoryUrl?: string;
  readonly oci: boolean;
  readonly current: string;
  /** Above `current`, oldest first. */
  readonly allowed: readonly AllowedVersion[];
  readonly soaking: readonly SoakingVersion[];
  readonly held: readonly HeldVersion[];
  readonly frozen?: { readonly until: string; readonly reason: string };
  /** Why nothing opens though the upstream has long moved on, and what would help. */
  readonly starved?: string;
  /** Other releases of the same chart in the environment: Renovate cannot tell them apart, so that the strictest of their gates counts for all. */
  readonly sharedWith?: readonly string[];
}

export interface AllowedVersion {
  readonly version: string;
  /** When it began to run in the upstream; absent for an approved version that never ran there, like `commit`. */
  readonly since?: string;
  /** When a newer version took its place; absent while it runs. */
  readonly until?: string;
  readonly commit?: string;
  readonly by: "soak" | "superseded" | "approval";
  /** How long it had to soak, in milliseconds; absent for an approved version. */
  readonly soak?: number;
  /** An approval's reason. */
  readonly reason?: string;
  /** Of an approved version that ran in the upstream and was not superseded: how it left, such as `was rolled back in dev on 2026-11-01`. */
  readonly lost?: string;
}

export interface SoakingVersion {
  readonly version: string;
  readonly since: string;
  /** If nothing changes in the upstream. */
  readonly opensAt: string;
  /** How long it must soak, in milliseconds. */
  readonly soak: number;
}

export interface HeldVersion {
  readonly version: string;
  readonly reason: string;
  /** `hold`: people; `verification`: the script failed, or has not run yet; `rollback`: the upstream left it for nothing newer; `shared`: another release of the chart is not that far; `freeze`: approved, and not before the freeze began. */
  readonly by: "hold" | "verification" | "rollback" | "shared" | "freeze";
  /** Of a verification: soaked, and not asked about yet. */
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

/** What a verification script said about a version. */
export interface Verification {
  /** The follower. */
  readonly environment: string;
  readonly release: string;
  readonly chart: string;
  readonly version: string;
  /** When it was asked, ISO 8601 in UTC. A result from before the version began to run does not count. */
  readonly at: string;
  readonly ok: boolean;
  /** The last line of its output. */
  readonly reason: string;
}

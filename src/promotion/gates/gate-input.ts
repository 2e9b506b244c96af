import type { PromotionRules, ResolvedEnvironment, ResolvedFleet } from "../../fleet/index.ts";
import type { Decisions } from "../decisions/decisions.ts";
import type { Verification } from "./gate.ts";
import type { Histories, Mainline, Running, RunningRelease } from "../history/history.ts";
import type { Track } from "../history/periods.ts";

/** All inputs of the gates. */
export interface GateInput {
  readonly fleet: Pick<ResolvedFleet, "environments" | "sources">;
  /** Histories of all environments. An environment without one never ran anything. */
  readonly histories: Histories;
  /** The branch of the histories, whose commits date each other. */
  readonly mainline?: Mainline;
  readonly decisions: Decisions;
  /** The releases that followers run now. */
  readonly running: Running;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** Results for environments with `verify`. A version without a result is held until its script runs. */
  readonly verifications?: readonly Verification[];
  /**
   * The decisions at earlier moments: at the start of each active freeze and at verifications that said no, by time, and at
   * rollbacks of approved versions, by commit. Without them, no approval is older than a freeze, or newer than a rollback.
   */
  readonly earlier?: ReadonlyMap<number | string, Decisions>;
}

/** An environment with a gate. */
export type Follower = ResolvedEnvironment & { readonly follows: string; readonly promotion: PromotionRules };

/** One release of a follower, with all inputs of its gate. */
export interface GateSubject {
  readonly input: Pick<GateInput, "decisions" | "now" | "verifications" | "earlier"> & Partial<Pick<GateInput, "running">>;
  readonly environment: Follower;
  readonly release: RunningRelease & { readonly version: string };
  /** Undefined if the upstream never ran it. */
  readonly track: Track | undefined;
  /** What the follower itself ran; undefined if its history is unknown. */
  readonly own?: Track | undefined;
}

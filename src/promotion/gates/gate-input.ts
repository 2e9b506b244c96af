import type { PromotionRules, ResolvedEnvironment, ResolvedFleet } from "../../fleet/index.ts";
import type { Decisions } from "../decisions/decisions.ts";
import type { Verification } from "./gate.ts";
import type { Histories, Running, RunningRelease } from "../history/history.ts";
import type { Track } from "../history/periods.ts";

/** All that gates depend on. */
export interface GateInput {
  readonly fleet: Pick<ResolvedFleet, "environments">;
  /** Of every environment that another follows. */
  readonly histories: Histories;
  readonly decisions: Decisions;
  /** What the following environments run now. */
  readonly running: Running;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** Results for environments with `verify`; what has none is held until it is asked. */
  readonly verifications?: readonly Verification[];
  /** What people had decided when a freeze that is on now began, by that moment. Where it is missing, no approval counts as older than the freeze. */
  readonly earlier?: ReadonlyMap<number, Decisions>;
}

/** An environment with a gate. */
export type Follower = ResolvedEnvironment & { readonly follows: string; readonly promotion: PromotionRules };

/** One release of a following environment with all that its gate depends on. */
export interface GateSubject {
  readonly input: Pick<GateInput, "decisions" | "now" | "verifications" | "earlier">;
  readonly environment: Follower;
  readonly release: RunningRelease & { readonly version: string };
  /** Undefined where the upstream never ran it. */
  readonly track: Track | undefined;
}

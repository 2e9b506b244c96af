import type { Follower, GateInput } from "../gates/gate-input.ts";
import type { Running, RunningRelease } from "../history/history.ts";
import type { Tracks } from "../history/periods.ts";
import type { ChangedEnvironments } from "./simultaneous-changes.ts";

/** A change to be merged. `running`, histories, decisions and fleet are the base's, so that a change cannot approve itself. */
export interface ProposedChange extends GateInput {
  /** What every environment would run after the change. */
  readonly head: Running;
  /** What else the change does to each environment: see `listReach`. */
  readonly reach?: ChangedEnvironments;
}

/** What one release does in one following environment. */
export interface ReleaseMove {
  readonly environment: Follower;
  readonly from: RunningRelease | undefined;
  readonly to: RunningRelease;
  readonly upstream: Tracks;
  readonly move: ProposedChange;
}

import type { ParsedHelmfile, ReleaseContent } from "../../helmfile/index.ts";
import type { Follower, GateInput } from "../gates/gate-input.ts";
import type { Gate } from "../gates/gate.ts";
import type { Running, RunningRelease } from "../history/history.ts";
import type { Tracks } from "../history/periods.ts";

/** What an environment runs besides versions, on one side of a change. */
interface SideContents {
  /** Path of a helmfile: of one that cannot be read, if there is one. */
  readonly path: string;
  /** Whether desalt reads all helmfiles that change as helmfile does. Otherwise only their texts count. */
  readonly isRead: boolean;
  /** The texts of all files that the reading depends on, by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** Reads the contents when they are asked for first, because few changes need those of all environments. */
  readonly listReleases: () => readonly ReleaseContent[];
}

/** What an environment runs besides versions, before and after a change. */
export interface EnvironmentContents {
  readonly before: SideContents;
  readonly after: SideContents;
}

/** By environment. */
export type ChangedEnvironments = ReadonlyMap<string, EnvironmentContents>;

/** A change to be merged. `running`, histories, decisions and fleet are the base's, so that a change cannot approve itself. */
export interface ProposedChange extends GateInput {
  /** What every environment would run after the change. */
  readonly head: Running;
  /** What the environments run besides versions. Those that the change leaves alone may be missing. */
  readonly reach?: ChangedEnvironments;
}

/** What one release does in one following environment. */
export interface ReleaseMove {
  readonly environment: Follower;
  readonly from: RunningRelease | undefined;
  readonly to: RunningRelease;
  readonly upstream: Tracks;
  /** The follower's own past. */
  readonly own: Tracks;
  /** The gates of the environment, one for each release. */
  readonly gates: readonly Gate[];
  /** The releases of its chart that this change brings to an upstream that never ran it: they count as run there from now on. */
  readonly brought: readonly RunningRelease[];
  readonly move: ProposedChange;
}

/** One thing that the merge check found. */
export interface GateFinding {
  readonly severity: "error" | "warning";
  /** Undefined if it is about a file of all environments. */
  readonly environment?: string | undefined;
  /** Undefined if it is about more than one release. */
  readonly release?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly rule:
    | "frozen"
    | "emergency"
    | "hold"
    | "verification"
    | "rollback"
    | "shared"
    | "soaking"
    | "not-soaked"
    | "no-version"
    | "added"
    | "together"
    | "values"
    | "source"
    | "never-ran"
    | "config"
    | "decisions"
    | "unreadable"
    | "uncovered"
    | "context"
    | "rolled-back-upstream";
  readonly message: string;
  /** When the same change would pass, ISO 8601 in UTC. */
  readonly opensAt?: string;
}

/** A helmfile on one side of a change. */
export interface HelmfileReading {
  readonly text: string;
  /** The texts of all files that it depends on, by path. */
  readonly texts: ReadonlyMap<string, string>;
  readonly helmfile: ParsedHelmfile;
  /** The texts of its templates after rendering, by path. */
  readonly rendered?: ReadonlyMap<string, string>;
}

/** By environment: the readings of its helmfiles. */
export type Readings = ReadonlyMap<string, readonly HelmfileReading[]>;

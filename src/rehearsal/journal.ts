import type { ResolvedEnvironment } from "../fleet/index.ts";

/** A version of a release that replaces another one. */
export interface Change {
  readonly environment: string;
  readonly release: string;
  readonly from: string;
  readonly to: string;
}

/** An event of a rehearsal. Times are in milliseconds since 1970 UTC. */
export interface RehearsalEvent extends Change {
  readonly at: number;
  /** `updated`: a pull request got another version; `refused`: the merge check refused it. */
  readonly kind: "opened" | "updated" | "closed" | "merged" | "refused" | "rolled-back";
  readonly pullRequest?: number;
  /** Whether a merged version turns out bad. */
  readonly by?: "people" | "automerge";
  /** The reason of a refusal. */
  readonly reason?: string;
}

/** A violated invariant. */
export interface Breach {
  readonly at: number;
  readonly environment: string;
  readonly release: string;
  readonly invariant: "merged-unsoaked" | "offered-shut" | "gates-disagree";
  readonly message: string;
}

/** A release of an environment at the start. */
export interface Beginning {
  readonly environment: string;
  readonly release: string;
  readonly version: string;
  /** The versions that its repository publishes in the span, oldest first. */
  readonly published: readonly Publication[];
}

export interface Publication {
  readonly version: string;
  readonly released: number;
}

/** All events of a rehearsal, from which the report is computed. */
export interface Journal {
  /** The days, oldest first. */
  readonly moments: readonly number[];
  readonly environments: readonly Pick<ResolvedEnvironment, "name" | "follows" | "soak">[];
  readonly begin: readonly Beginning[];
  readonly events: readonly RehearsalEvent[];
  readonly breaches: readonly Breach[];
  /** Days on which a gate was starved, with the last reason. */
  readonly starved: readonly StarvedRelease[];
  /** Renovate's warnings and errors, each once. */
  readonly complaints: readonly string[];
  /** The number of runs of Renovate. */
  readonly renovateRuns: number;
}

interface StarvedRelease {
  readonly environment: string;
  readonly release: string;
  readonly days: number;
  readonly reason: string;
}

/** A version that began to run. */
export interface Run {
  readonly at: number;
  readonly version: string;
}

/** Lists the versions that a release ran in an environment, oldest first. */
export function listRuns(
  { begin, events, moments }: Pick<Journal, "begin" | "events" | "moments">,
  environment: string,
  release: string,
): readonly Run[] {
  const isIt = (one: { environment: string; release: string }): boolean => one.environment === environment && one.release === release;
  const first = begin.find(isIt);
  if (first === undefined) return [];
  const changes = events.filter((event) => isIt(event) && (event.kind === "merged" || event.kind === "rolled-back"));
  return [{ at: moments[0] ?? 0, version: first.version }, ...changes.map(({ at, to }) => ({ at, version: to }))];
}

/** Returns the version at a moment, or undefined before the start. */
export function runAt(runs: readonly Run[], at: number): Run | undefined {
  return runs.findLast((run) => run.at <= at);
}

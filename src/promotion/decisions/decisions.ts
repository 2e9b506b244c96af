import { versionKey, parseVersion } from "../history/version.ts";

/** What people decided, as `promotion.yaml` says it. Times are in milliseconds since 1970 UTC. */
export interface Decisions {
  readonly approve: readonly Approval[];
  readonly hold: readonly Hold[];
  readonly freeze: readonly Freeze[];
}

/** Opens a version early in one environment. */
export interface Approval {
  readonly release: string;
  readonly version: string;
  /** The environment that gets it. */
  readonly to: string;
  readonly reason: string;
}

/** Keeps a version out of every following environment, soaked and approved or not. */
export interface Hold {
  readonly release: string;
  readonly version: string;
  readonly reason: string;
  /** From here on the hold counts as if it were not there. */
  readonly until?: number;
}

/** A span of time in which nothing new opens and nothing is merged; what had opened before stays offered. */
export interface Freeze {
  readonly from: number;
  readonly until: number;
  /** Default: every environment that follows another. */
  readonly environments?: readonly string[];
  readonly reason: string;
}

/** Nothing decided. */
export const noDecisions: Decisions = { approve: [], hold: [], freeze: [] };

/** The hold that is in force for a version. */
export function findHold({ hold }: Decisions, release: string, { version, now }: { version: string; now: number }): Hold | undefined {
  return hold.find((item) => item.release === release && isSame(item.version, version) && (item.until === undefined || now < item.until));
}

/** Approvals of a release in an environment. */
export function listApprovals({ approve }: Decisions, environment: string, release: string): readonly Approval[] {
  return approve.filter((item) => item.to === environment && item.release === release && parseVersion(item.version) !== undefined);
}

/** The freeze an environment is in: freezes that touch or overlap count as one, and the reason is the present one's. */
export function findFreeze(
  { freeze }: Decisions,
  { name, follows }: { readonly name: string; readonly follows?: string },
  now: number,
): Omit<Freeze, "environments"> | undefined {
  const here = freeze.filter(({ environments, from, until }) => from < until && (environments?.includes(name) ?? follows !== undefined));
  const present = here.find(({ from, until }) => from <= now && now < until);
  if (present === undefined) return undefined;
  let { from, until } = present;
  for (let before = 0, after = 1; before !== after;) {
    before = until - from;
    for (const other of here) {
      if (other.from > until || other.until < from) continue;
      from = Math.min(from, other.from);
      until = Math.max(until, other.until);
    }
    after = until - from;
  }
  return { from, until, reason: present.reason };
}

/** When the freezes began that environments are in, each moment once. */
export function listFreezeStarts(
  environments: readonly { readonly name: string; readonly follows?: string }[],
  decisions: Decisions,
  now: number,
): readonly number[] {
  return [...new Set(environments.flatMap((environment) => findFreeze(decisions, environment, now)?.from ?? []))];
}

function isSame(a: string, b: string): boolean {
  return a === b || (parseVersion(a) !== undefined && parseVersion(b) !== undefined && versionKey(a) === versionKey(b));
}

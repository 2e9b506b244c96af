import { sha256 } from "../../core/hash.ts";
import { versionKey, parseVersion } from "../history/version.ts";

/** The file that holds people's decisions, beside the config. */
export const decisionsName = "promotion.yaml";

/** The decisions in `promotion.yaml`. Times are in milliseconds since 1970 UTC. */
export interface Decisions {
  readonly approve: readonly Approval[];
  /** Default: none. */
  readonly files?: readonly FilesApproval[];
  readonly hold: readonly Hold[];
  readonly freeze: readonly Freeze[];
}

/** An approval, which opens a version early in one environment. */
export interface Approval {
  readonly release: string;
  readonly version: string;
  /** The environment that gets it. */
  readonly to: string;
  readonly reason: string;
  /** Whether it counts in a freeze as well. */
  readonly emergency?: boolean;
}

/** An approval of a follower's files that desalt cannot read, with exactly one content. */
interface FilesApproval {
  /** The environment. */
  readonly files: string;
  /** See {@link digestOfFiles}. */
  readonly digest: string;
  readonly reason: string;
  readonly emergency?: boolean;
}

/** A hold, which blocks a version in every follower, even if it has soaked or is approved. */
export interface Hold {
  readonly release: string;
  readonly version: string;
  readonly reason: string;
  /** The time at which the hold ends. */
  readonly until?: number;
}

/** A freeze: a span of time in which nothing opens and nothing is merged. Versions that opened before stay open. */
export interface Freeze {
  readonly from: number;
  readonly until: number;
  /** Default: every environment that follows another. */
  readonly environments?: readonly string[];
  readonly reason: string;
}

/** The digest of files, by path, for an approval of their content. */
export function digestOfFiles(texts: ReadonlyMap<string, string>): string {
  const files = [...texts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `sha256:${sha256(JSON.stringify(files))}`;
}

/** No decisions. */
export const noDecisions: Decisions = { approve: [], hold: [], freeze: [] };

/** Finds the active hold of a version. */
export function findHold({ hold }: Decisions, release: string, { version, now }: { version: string; now: number }): Hold | undefined {
  return hold.find((item) => item.release === release && isSame(item.version, version) && (item.until === undefined || now < item.until));
}

/** Lists the approvals of a release in an environment. */
export function listApprovals({ approve }: Decisions, environment: string, release: string): readonly Approval[] {
  return approve.filter((item) => item.to === environment && item.release === release && parseVersion(item.version) !== undefined);
}

/** Finds the active freeze of an environment. Adjacent and overlapping freezes count as one, with the reason of the current one. */
export function findFreeze(
  { freeze }: Pick<Decisions, "freeze">,
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

/** Lists the start times of active freezes, each once. */
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

import type { ResolvedEnvironment, Soak } from "../../fleet/index.ts";
import type { GateSubject } from "./gate-input.ts";
import type { Period, Track } from "../history/periods.ts";
import { compareVersions, kindOfUpdate, majorOf, versionKey } from "../history/version.ts";

/** The soak of a version in milliseconds, since an older one last replaced it. */
export interface Soaked {
  readonly version: string;
  readonly since: number;
  /** The commit that introduced it. */
  readonly commit: string;
  /** The time at which a newer one replaced it; undefined while it runs. */
  readonly until?: number;
  /** The total time that it ran itself. */
  readonly own: number;
  /** The longest time that it ran itself without a break. */
  readonly longest: number;
  /** The time that it or newer versions of its major ran. */
  readonly inSuccessors: number;
}

/** The current version of an upstream, and the soak of all its versions. */
export interface SoakState {
  /** The current period. */
  readonly running?: Period;
  /** Oldest version first. */
  readonly soaked: readonly Soaked[];
  /** Versions that were rolled back or removed and have not run since, with how and when they ended. */
  readonly disqualified: readonly LostVersion[];
}

/** A version that lost its soak, and the commit that ended it. */
export interface LostVersion {
  readonly version: string;
  readonly end: NonNullable<Period["end"]>;
  readonly at: number;
  readonly commit?: string;
}

/** The soak rule of a version: the time, and whether its successors count. */
export interface SoakRule {
  readonly soak: number;
  readonly superseded: "continues" | "restarts";
  /** With `continues`: the time that a version must have run itself. */
  readonly minimum: number;
}

interface VersionRun {
  readonly version: string;
  readonly since: number;
  readonly commit: string;
  readonly clockAtStart: number;
  until?: number | undefined;
  own: number;
  longest: number;
}

/** Adds up the soak of each version until a moment. Later periods do not count. */
export function computeSoakState(track: Track, at: number): SoakState {
  const lives = new Map<string, VersionRun>();
  const lost = new Map<string, LostVersion>();
  const clocks = new Map<number, number>();
  let running: Period | undefined;
  for (const period of track.periods) {
    if (period.since > at) break;
    const { version, since, end } = period;
    const until = period.until === undefined || period.until > at ? undefined : period.until;
    const major = majorOf(version);
    const clock = clocks.get(major) ?? 0;
    const ran = (until ?? at) - since;
    const life = lives.get(versionKey(version)) ?? { version, since, commit: period.commit.id, clockAtStart: clock, own: 0, longest: 0 };
    Object.assign(life, { until, own: life.own + ran, longest: Math.max(life.longest, ran) });
    lives.set(versionKey(version), life);
    lost.delete(versionKey(version));
    clocks.set(major, clock + ran);
    running = until === undefined ? period : undefined;
    if (until === undefined || end === undefined || end === "superseded") continue;
    const next = nextVersion(track, period);
    const isLower = next !== undefined && compareVersions(next, version) < 0;
    for (const [key, other] of lives) {
      const isAbove = next !== undefined && compareVersions(other.version, next) > 0;
      if (end === "rolled back" && !isAbove) continue;
      lives.delete(key);
      // An older version from another address is a rollback as well.
      const how = end === "moved" && isLower && isAbove ? "rolled back" : end;
      lost.set(key, { version: other.version, end: how, at: until, ...(period.untilCommit && { commit: period.untilCommit.id }) });
    }
  }
  const soaked = [...lives.values()].map(({ clockAtStart, until, ...life }) => ({
    ...life,
    ...(until === undefined ? {} : { until }),
    inSuccessors: (clocks.get(majorOf(life.version)) ?? 0) - clockAtStart,
  }));
  return {
    soaked: soaked.toSorted((a, b) => compareVersions(a.version, b.version)),
    disqualified: [...lost.values()],
    ...(running === undefined ? {} : { running }),
  };
}

/** Versions that an environment left for an older one and has not run since. */
export function listRolledBack(track: Track, at: number): readonly LostVersion[] {
  return computeSoakState(track, at).disqualified.filter(({ end }) => end === "rolled back");
}

/** Returns the rule by which a version has soaked, or undefined if it has not. */
export function findSoakReason(
  { own, longest, inSuccessors }: Soaked,
  { soak, superseded, minimum }: SoakRule,
): "soak" | "superseded" | undefined {
  if (longest >= soak) return "soak";
  if (superseded === "continues" && own >= Math.min(minimum, soak) && inSuccessors >= soak) return "superseded";
  return undefined;
}

/** Returns the time at which a version will have soaked if the upstream does not change, or undefined if it never will. */
export function findOpening(
  item: Soaked,
  rule: SoakRule,
  { running, now }: { running: Period | undefined; now: number },
): number | undefined {
  if (running === undefined || majorOf(running.version) !== majorOf(item.version)) return undefined;
  const { soak, superseded, minimum } = rule;
  const isItself = versionKey(running.version) === versionKey(item.version);
  const alone = isItself ? running.since + soak : Number.POSITIVE_INFINITY;
  if (superseded === "restarts") return isItself ? alone : undefined;
  const missing = Math.max(0, Math.min(minimum, soak) - item.own);
  if (missing > 0 && !isItself) return undefined;
  return Math.min(alone, now + Math.max(missing, soak - item.inSuccessors));
}

function nextVersion(track: Track, period: Period): string | undefined {
  return track.periods[track.periods.indexOf(period) + 1]?.version;
}

/** The soak that a version needs to replace the follower's. */
export function soakRule({ environment, release }: Pick<GateSubject, "environment" | "release">, version: string): SoakRule {
  const soak = soakOf(environment, release.name);
  const { superseded, minimum } = environment.promotion;
  return { soak: soak[kindOfUpdate(release.version, version)], superseded, minimum };
}

/** The soak of a release by kind of update: its own, otherwise the environment's. */
export function soakOf({ releases, soaks, soak }: Pick<ResolvedEnvironment, "releases" | "soaks" | "soak">, name: string): Soak {
  const own = releases.find((release) => release.name === name)?.soak ?? soaks?.get(name);
  return own ?? soak ?? { patch: 0, minor: 0, major: 0 };
}

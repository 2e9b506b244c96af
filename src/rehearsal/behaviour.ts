import { day } from "../core/time.ts";

/** What people do in a rehearsal. All of it is decided by numbers, so that the same rehearsal comes out the same. */
export interface Behaviour {
  /** Working days after which people merge a pull request in an environment that follows no other. */
  readonly mergeDev: number;
  /** The same for one that follows another. */
  readonly mergeFollower: number;
  /** The share of upgrades that prove bad, from 0 to 1. */
  readonly badShare: number;
  /** Days after which a bad upgrade is rolled back where it came first. */
  readonly rollbackAfter: number;
  /** Another seed, other upgrades are bad. */
  readonly seed: string;
}

export const defaultBehaviour: Behaviour = { mergeDev: 1, mergeFollower: 2, badShare: 0.1, rollbackAfter: 2, seed: "1" };

/** Whether an upgrade proves bad: the same for the same seed, whatever else happens. */
export function isBad({ badShare, seed }: Behaviour, release: string, version: string): boolean {
  return hash(`${seed} ${release} ${version}`) < badShare;
}

/** Monday to Friday, in UTC. */
export function isWorkingDay(time: number): boolean {
  const weekday = new Date(time).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** How many working days have come after the day of a moment, up to the day of another one. */
export function countWorkingDays(from: number, to: number): number {
  let count = 0;
  for (let at = from + day; dayOf(at) <= dayOf(to); at += day) if (isWorkingDay(at)) count += 1;
  return count;
}

/** The behaviour in sentences. */
export function describeBehaviour({ mergeDev, mergeFollower, badShare, rollbackAfter, seed }: Behaviour): readonly string[] {
  const days = (count: number, kind: string): string => `${count} ${kind}${count === 1 ? "" : "s"}`;
  return [
    `people merge after ${days(mergeDev, "working day")}, in environments that follow another after ${days(mergeFollower, "working day")}; nobody works on weekends`,
    "what the config lets Renovate merge by itself, it merges at once",
    badShare === 0
      ? "no upgrade is bad"
      : `${Math.round(badShare * 1000) / 10} % of upgrades are bad: rolled back after ${days(rollbackAfter, "day")} where they came first, and not merged there again (seed ${seed})`,
  ];
}

function dayOf(time: number): number {
  return Math.floor(time / day);
}

/** FNV-1a with a final mix, as a number from 0 to 1. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return ((value ^ (value >>> 16)) >>> 0) / 2 ** 32;
}

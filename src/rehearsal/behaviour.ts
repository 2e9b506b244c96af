import { count } from "../core/count.ts";
import { day } from "../core/time.ts";

/** The behaviour of people in a rehearsal. Numbers decide all of it, so that a rehearsal can be repeated. */
export interface Behaviour {
  /** Working days after which people merge a pull request in an environment that follows no other. */
  readonly mergeDev: number;
  /** The same for one that follows another. */
  readonly mergeFollower: number;
  /** The share of upgrades that turn out bad, from 0 to 1. */
  readonly badShare: number;
  /** Days after which a bad upgrade is rolled back in the environment that had it first. */
  readonly rollbackAfter: number;
  /** The seed that decides which upgrades are bad. */
  readonly seed: string;
}

export const defaultBehaviour: Behaviour = { mergeDev: 1, mergeFollower: 2, badShare: 0.1, rollbackAfter: 2, seed: "1" };

/** Whether an upgrade turns out bad. Depends only on the upgrade and the seed. */
export function isBad({ badShare, seed }: Behaviour, release: string, version: string): boolean {
  return hash(`${seed} ${release} ${version}`) < badShare;
}

/** Whether a moment is on Monday to Friday, in UTC. */
export function isWorkingDay(time: number): boolean {
  const weekday = new Date(time).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** Counts the working days after the day of one moment, up to the day of another. */
export function countWorkingDays(from: number, to: number): number {
  let days = 0;
  for (let at = from + day; dayOf(at) <= dayOf(to); at += day) if (isWorkingDay(at)) days += 1;
  return days;
}

/** Describes the behaviour in sentences. */
export function describeBehaviour({ mergeDev, mergeFollower, badShare, rollbackAfter, seed }: Behaviour): readonly string[] {
  return [
    `people merge after ${count(mergeDev, "working day")}, in environments that follow another after ${count(mergeFollower, "working day")}; nobody works on weekends`,
    "Renovate merges at once if the config allows automerge",
    badShare === 0
      ? "no upgrade is bad"
      : `${Math.round(badShare * 1000) / 10} % of upgrades are bad; people roll them back after ${count(rollbackAfter, "day")} where they came first, and do not merge them again (seed ${seed})`,
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

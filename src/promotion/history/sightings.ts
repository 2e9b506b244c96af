import { day } from "../../core/time.ts";
import type { Sighting } from "./history.ts";

/** Longer than any soak, after which a sighting delays nothing any more. */
const memory = 400 * day;

/** Whether `promote` should write down that it ran, which it does once a day. */
export function isSightingDue(seen: readonly Sighting[], now: number): boolean {
  const last = seen.at(-1)?.last;
  return last === undefined || now - last >= day;
}

/** Adds what is at the tip now. A clock that goes backwards adds nothing. */
export function addSighting(seen: readonly Sighting[], tip: string, now: number): readonly Sighting[] {
  const latest = seen.at(-1);
  const kept = seen.filter(({ last }) => now - last < memory);
  if (latest !== undefined && now < latest.last) return kept;
  if (latest?.tip !== tip) return [...kept, { tip, first: now, last: now }];
  return [...kept.filter((item) => item !== latest), { ...latest, last: now }];
}

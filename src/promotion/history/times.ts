import { count } from "../../core/count.ts";
import { day, hour } from "../../core/time.ts";

/** Renders a time as ISO 8601 in UTC, without milliseconds if they are 0. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(".000Z", "Z");
}

/** Renders a duration, such as `3 days` or `4 hours`. */
export function formatDays(milliseconds: number): string {
  if (milliseconds < day) return count(Math.round(milliseconds / hour), "hour");
  return count(Math.round((milliseconds / day) * 10) / 10, "day");
}

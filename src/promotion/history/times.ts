import { day, hour } from "../../core/time.ts";

/** ISO 8601 in UTC, without milliseconds where there are none. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(".000Z", "Z");
}

/** Such as `3 days` or `4 hours`. */
export function formatDays(milliseconds: number): string {
  if (milliseconds < day) return plural(Math.round(milliseconds / hour), "hour");
  return plural(Math.round((milliseconds / day) * 10) / 10, "day");
}

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

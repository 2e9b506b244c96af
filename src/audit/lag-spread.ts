import { day, hour } from "../core/time.ts";
import type { LagSpread } from "./audit.generated.ts";

/** Under so many upgrades, a percentile says nothing. */
const fewest = 10;

/** Describes lags, in milliseconds. */
export function describeSpread(lags: readonly number[]): LagSpread {
  const sorted = lags.toSorted((a, b) => a - b);
  const within = (limit: number): number => sorted.filter((lag) => lag <= limit).length;
  const rank = (share: number): number => toHours(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
  return {
    upgrades: sorted.length,
    withinHour: within(hour),
    withinDay: within(day),
    withinWeek: within(7 * day),
    ...(sorted.length >= fewest && { medianHours: rank(0.5), p90Hours: rank(0.9) }),
  };
}

/** Hours with two digits behind the point. */
export function toHours(milliseconds: number): number {
  return Math.round((milliseconds / hour) * 100) / 100;
}

import { parseDuration } from "../../core/duration.ts";
import type { BranchSettings } from "../renovate/report.ts";

/** The time at which a release is old enough for its branch; `undefined` if the setting is not a valid duration. */
export function agedAt(released: Date, { minimumReleaseAge = "", minimumReleaseAgeBuffer = "" }: BranchSettings): string | undefined {
  const age = parseDuration(minimumReleaseAge);
  if (age === undefined || Number.isNaN(released.getTime())) return undefined;
  return new Date(released.getTime() + age + (parseDuration(minimumReleaseAgeBuffer) ?? 0)).toISOString();
}

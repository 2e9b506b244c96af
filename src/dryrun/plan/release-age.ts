import { parseDuration } from "../../core/duration.ts";
import type { BranchSettings } from "../renovate/report.ts";

/** When a release is old enough for the settings of its branch; `undefined` when their duration is not one that we can add. */
export function agedAt(released: Date, { minimumReleaseAge = "", minimumReleaseAgeBuffer = "" }: BranchSettings): string | undefined {
  const age = parseDuration(minimumReleaseAge);
  if (age === undefined || Number.isNaN(released.getTime())) return undefined;
  return new Date(released.getTime() + age + (parseDuration(minimumReleaseAgeBuffer) ?? 0)).toISOString();
}

import { day } from "../../core/time.ts";
import { formatDays } from "../history/times.ts";
import type { SoakingVersion } from "./gate.ts";

/** Describes how long a version has soaked, for example `3 of 7 days`. */
export function describeSoak({ since, soak }: SoakingVersion, now: number): string {
  const elapsed = Math.max(0, Math.min(now - Date.parse(since), soak));
  const unit = soak < day ? day / 24 : day;
  const done = Math.floor((elapsed / unit) * 10) / 10;
  return `${unit === day && done < 10 ? done : Math.floor(done)} of ${formatDays(soak)}`;
}

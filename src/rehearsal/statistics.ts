import semver from "semver";
import { day } from "../core/time.ts";
import { listRuns, runAt, type Beginning, type Journal, type Run } from "./journal.ts";

/** A week in ISO 8601 form, such as `2026-W48`. */
function isoWeek(time: number): string {
  const thursday = new Date(time);
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / day / 7) + 1;
  return `${year}-W${String(week).padStart(2, "0")}`;
}

/** Counts an environment's pull requests by week, including weeks without any. */
export function countByWeek({ events, moments }: Journal, environment: string): { week: string; opened: number; merged: number }[] {
  const weeks = new Map([...new Set(moments.map(isoWeek))].map((week) => [week, { opened: new Set<number>(), merged: new Set<number>() }]));
  for (const { kind, at, environment: of, pullRequest } of events) {
    if (of !== environment || pullRequest === undefined) continue;
    const week = weeks.get(isoWeek(at));
    if (kind === "opened") week?.opened.add(pullRequest);
    if (kind === "merged") week?.merged.add(pullRequest);
  }
  return [...weeks].map(([week, { opened, merged }]) => ({ week, opened: opened.size, merged: merged.size }));
}

/** The average days that releases were behind their upstream, or without one behind the published versions. */
export function averageBehind(journal: Journal, { environment, release, published }: Beginning): number {
  const follows = journal.environments.find(({ name }) => name === environment)?.follows;
  const own = listRuns(journal, environment, release);
  const source =
    follows === undefined ? published.map(({ version, released }) => ({ version, at: released })) : listRuns(journal, follows, release);
  const ages = journal.moments.map((at) =>
    daysBehind(own, { past: source.filter((run) => run.at <= at), isLog: follows !== undefined }, at),
  );
  return round(average(ages));
}

/** How long a newer version has existed. An upstream may have removed its newer versions; published ones stay. */
function daysBehind(own: readonly Run[], { past, isLog }: { past: readonly Run[]; isLog: boolean }, at: number): number {
  const version = runAt(own, at)?.version;
  if (version === undefined) return 0;
  const since = isLog ? past.findLastIndex((run) => !isNewer(run.version, version)) : -1;
  const newer = past.slice(since + 1).filter((run) => isNewer(run.version, version));
  return newer.length === 0 ? 0 : (at - Math.min(...newer.map((run) => run.at))) / day;
}

function isNewer(version: string, than: string): boolean {
  return semver.prerelease(version) === null && semver.gt(version, than);
}

/** How many days a version or its successors had been upstream at a moment, since an older one last replaced it. */
export function soakedDays(upstream: readonly Run[], version: string, at: number): number | undefined {
  const past = upstream.filter((run) => run.at <= at);
  const lastLower = past.findLastIndex((run) => semver.lt(run.version, version));
  const first = past.slice(lastLower + 1).find((run) => semver.eq(run.version, version));
  return first === undefined ? undefined : round((at - first.at) / day);
}

/** The mean; 0 for an empty list. */
export function average(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** Rounds to one digit. */
export function round(number: number): number {
  return Math.round(number * 10) / 10;
}

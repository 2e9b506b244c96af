import semver from "semver";
import type { Run } from "./journal.ts";

/** The conditions of an environment for its upstream's versions, in milliseconds. */
export interface NaiveRule {
  readonly soak: number;
  readonly superseded: "continues" | "restarts";
  readonly minimum: number;
}

/**
 * Whether a version has soaked, by the simplest form of the rule and from the rehearsal's own notes. It shares nothing with
 * the code that computes gates, because it checks that code.
 */
export function hasSoaked(runs: readonly Run[], version: string, { rule, at }: { rule: NaiveRule; at: number }): boolean {
  const past = runs.filter((run) => run.at <= at);
  const lastLower = past.findLastIndex((run) => semver.lt(run.version, version));
  const spans = past.map((run, index) => ({ version: run.version, time: (past[index + 1]?.at ?? at) - run.at })).slice(lastLower + 1);
  const first = spans.findIndex((span) => semver.eq(span.version, version));
  if (first === -1) return false;
  const own = spans.filter((span) => semver.eq(span.version, version)).map(({ time }) => time);
  if (Math.max(...own) >= rule.soak) return true;
  if (rule.superseded === "restarts" || sum(own) < Math.min(rule.minimum, rule.soak)) return false;
  const sameMajor = spans.slice(first).filter((span) => semver.major(span.version) === semver.major(version));
  return sum(sameMajor.map(({ time }) => time)) >= rule.soak;
}

/** The soak that applies between two versions. */
export function kindOf(from: string, to: string): "patch" | "minor" | "major" {
  if (semver.major(from) !== semver.major(to)) return "major";
  return semver.minor(from) === semver.minor(to) ? "patch" : "minor";
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

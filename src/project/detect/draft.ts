import type { Unit } from "./files/unit.ts";

/** An environment before its releases are counted and its upstream is known. */
export interface Draft {
  readonly name: string;
  /** The text that its place in the order is read from. */
  readonly label: string;
  readonly units: readonly Unit[];
  readonly helmfileEnvironment?: string;
  readonly isSure: boolean;
  readonly why: string;
}

/** What a way to tell environments found. */
export interface Drafts {
  readonly drafts: readonly Draft[];
  /** Units that belong to no environment, and why. */
  readonly leftOut: ReadonlyMap<Unit, string>;
  readonly questions: readonly string[];
}

/** The part of the smaller of two sets that the larger one has too; undefined if nothing is known of one. */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number | undefined {
  const smaller = Math.min(a.size, b.size);
  return smaller === 0 ? undefined : countCommon(a, b) / smaller;
}

/** Whether two hold nearly the same releases, and so many of them that it cannot be chance. */
export function areAlike(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const common = countCommon(a, b);
  return common >= 3 && common / Math.max(a.size, b.size) >= 0.7;
}

function countCommon(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return [...a].filter((name) => b.has(name)).length;
}

/** The releases of several units. */
export function releasesOf(units: readonly Unit[]): ReadonlySet<string> {
  return new Set(units.flatMap(({ releases }) => [...releases]));
}

/** The charts of several units. */
export function chartsOf(units: readonly Unit[]): ReadonlySet<string> {
  return new Set(units.flatMap(({ charts }) => [...charts]));
}

/** The first path of a unit, to speak of it. */
export function pathOf({ files: [path = ""], files }: Unit): string {
  return files.length === 1 ? path : path.slice(0, path.lastIndexOf("/"));
}

/** Joins names as one does in a sentence: a, b and c. */
export function listNames(names: readonly string[]): string {
  return new Intl.ListFormat("en", { type: "conjunction" }).format(names).replace(", and ", " and ");
}

/** What the model of the merge check knows of the past, by looking at all of it each time. */
import type { Soak } from "../src/fleet/index.ts";
import type { Commit, RunningRelease, Sighting } from "../src/promotion/index.ts";

/** A commit of the default branch, and what every environment runs after it; undefined if nobody can read that. */
export interface Moment {
  readonly commit: Commit;
  readonly runs: ReadonlyMap<string, readonly RunningRelease[] | undefined>;
}

export interface ModelFollower {
  readonly name: string;
  readonly follows: string;
  readonly soak: Soak;
  readonly soaks: ReadonlyMap<string, Soak>;
  readonly superseded: "continues" | "restarts";
  readonly minimum: number;
  readonly strict: boolean;
  readonly additions: "gated" | "free";
  readonly verify: boolean;
}

export interface ModelApproval {
  readonly release: string;
  readonly version: string;
  readonly to: string;
  readonly emergency: boolean;
  /** The index of the commit that brought it, and its moment. */
  readonly since: number;
  readonly at: number;
}

/** All that the model knows. Times are in milliseconds. */
export interface ModelChange {
  readonly past: readonly Moment[];
  readonly seen: readonly Sighting[];
  readonly now: number;
  readonly followers: readonly ModelFollower[];
  readonly base: ReadonlyMap<string, readonly RunningRelease[]>;
  readonly head: ReadonlyMap<string, readonly RunningRelease[]>;
  readonly approve: readonly ModelApproval[];
  readonly hold: readonly { readonly release: string; readonly version: string; readonly until: number | undefined }[];
  readonly freeze: readonly { readonly from: number; readonly until: number; readonly environments?: readonly string[] }[];
  readonly results: readonly {
    readonly environment: string;
    readonly release: string;
    readonly chart: string;
    readonly version: string;
    readonly at: number;
    readonly ok: boolean;
  }[];
  readonly mirrors: ReadonlyMap<string, string>;
  readonly unknownSources: "refuse" | "warn";
}

/** A span of time in which one release ran one version from one address. Without a version, nobody can tell what ran. */
export interface Span {
  readonly version: string | undefined;
  readonly address: string;
  readonly from: number;
  readonly to: number;
  readonly commit: Commit;
}

/** When a commit came to be in force. Undefined if it is dated in the future. */
function beginOf({ past, now, seen }: ModelChange, index: number): number | undefined {
  const own = past[index]?.commit.time ?? now;
  if (own > now) return undefined;
  let begin = own;
  const knownBy = Math.min(...seen.filter(({ tip, first }) => first <= now && indexOf(past, tip) >= index).map(({ first }) => first));
  for (const { tip, first, last } of seen) {
    // The branch was seen without it.
    if (first <= now && indexOf(past, tip) < index) begin = Math.max(begin, Math.min(last, now));
  }
  for (const { commit } of past.slice(0, index)) {
    // This commit existed when it was seen, so an earlier one cannot be younger than that.
    if (commit.time <= now && commit.time <= knownBy) begin = Math.max(begin, commit.time);
  }
  return begin;
}

/** When what a commit replaced had ended: not after any later commit. */
function endOf(change: ModelChange, index: number): number {
  let end = change.now;
  for (let later = index; later < change.past.length; later++) end = Math.min(end, beginOf(change, later) ?? change.now);
  return end;
}

export function indexOf(past: readonly Moment[], id: string): number {
  return past.findIndex(({ commit }) => commit.id === id);
}

/** All that one release did in one environment. */
export function spansOf(change: ModelChange, environment: string, key: RunningRelease): readonly Span[] {
  const states = change.past.map(({ runs }) => stateOf(runs.get(environment), key));
  const firsts = states.flatMap((state, index) => {
    const before = index === 0 ? stateOf([], key) : states[index - 1];
    return before?.version === state.version && before?.address === state.address ? [] : [index];
  });
  return firsts.map((index, position) => {
    const next = firsts[position + 1];
    const to = next === undefined ? change.now : endOf(change, next);
    const commit = change.past[index]?.commit ?? { id: "", time: 0 };
    return { version: undefined, address: "", ...states[index], from: beginOf(change, index) ?? to, to, commit };
  });
}

/** Of two in two namespaces, the older counts. */
export function stateOf(
  releases: readonly RunningRelease[] | undefined,
  key: RunningRelease,
): { readonly version: string | undefined; readonly address: string } {
  const here = (releases ?? []).filter((one) => isSameRelease(one, key));
  const versions = here.map(({ version }) => version);
  const [first] = here;
  if (first === undefined || versions.includes(undefined)) return { version: undefined, address: "" };
  let oldest = first.version ?? "";
  for (const version of versions) if (version !== undefined && isBelow(version, oldest)) oldest = version;
  return { version: plain(oldest), address: addressOf(first) };
}

/** How a version lost what it had earned between two spans. */
function lossBetween(before: Span | undefined, after: Span, version: string): "rolled back" | "other" | undefined {
  if (before?.version === undefined) return undefined;
  if (after.version === undefined) return "other";
  if (isBelow(after.version, version) && !isBelow(before.version, version)) return "rolled back";
  return before.address === after.address ? undefined : "other";
}

/** The spans since a version lost all it had, last. */
export function lifeOf(spans: readonly Span[], version: string): readonly Span[] {
  let begin = 0;
  for (const [index, span] of spans.entries()) if (lossBetween(spans[index - 1], span, version) !== undefined) begin = index;
  const life = spans.slice(begin);
  const first = life.findIndex((span) => span.version === version);
  return first === -1 ? [] : life.slice(first);
}

function lengthOf(spans: readonly Span[]): number {
  let sum = 0;
  for (const { from, to } of spans) sum += Math.max(0, to - from);
  return sum;
}

export function hasSoaked(spans: readonly Span[], version: string, { soak, rules }: { soak: number; rules: ModelFollower }): boolean {
  const life = lifeOf(spans, version);
  const own = life.filter((span) => span.version === version);
  if (own.length === 0) return false;
  if (own.some((span) => lengthOf([span]) >= soak)) return true;
  if (rules.superseded === "restarts") return false;
  const successors = life.filter((span) => span.version !== undefined && majorOf(span.version) === majorOf(version));
  return lengthOf(own) >= Math.min(rules.minimum, soak) && lengthOf(successors) >= soak;
}

/** The rollback by which a version that ran was lost, if it has not run since. */
export function rollbackOf(spans: readonly Span[], version: string): Commit | undefined {
  let ran = false;
  let lost: Commit | undefined;
  for (const [index, span] of spans.entries()) {
    const loss = lossBetween(spans[index - 1], span, version);
    if (ran && loss === "rolled back") lost = span.commit;
    if (loss !== undefined) ran = false;
    if (span.version === version) [ran, lost] = [true, undefined];
  }
  return lost;
}

export function isSameRelease(a: RunningRelease, b: RunningRelease): boolean {
  return a.name === b.name && chartOf(a) === chartOf(b);
}

export function chartOf({ chart }: RunningRelease): string {
  return chart.split("/").at(-1) ?? chart;
}

export function addressOf({ repositoryUrl = "" }: RunningRelease): string {
  return repositoryUrl.replace(/\/+$/u, "");
}

/** An address, or the one that it mirrors. */
export function originOf({ mirrors }: ModelChange, release: RunningRelease): string {
  return mirrors.get(addressOf(release)) ?? addressOf(release);
}

export function plain(version: string): string {
  return version.replace(/^v/u, "");
}

export function isEqual(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

export function isBelow(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => plain(text).split(".").map(Number));
  for (const [index, number] of (left ?? []).entries()) {
    const other = right?.[index] ?? 0;
    if (number !== other) return number < other;
  }
  return false;
}

function majorOf(version: string): string | undefined {
  return plain(version).split(".")[0];
}

export function kindOf(from: string, to: string): "patch" | "minor" | "major" {
  if (majorOf(from) !== majorOf(to)) return "major";
  return plain(from).split(".")[1] === plain(to).split(".")[1] ? "patch" : "minor";
}

/** Everything that an environment ever had. */
export function everIn({ past }: ModelChange, environment: string): readonly RunningRelease[] {
  return past.flatMap(({ runs }) => runs.get(environment) ?? []);
}

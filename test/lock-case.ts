/** Random histories of a fleet, decisions about it, and a change. */
import * as fc from "fast-check";
import type { Soak } from "../src/fleet/index.ts";
import type { RunningRelease } from "../src/promotion/index.ts";
import { day, hour, running } from "./promoted-release.ts";

export const charts = "https://charts.example.com";
export const mirror = "https://mirror.example.com";
const other = "https://other.example.com";

/** The releases that a helmfile may have: two of one name in two namespaces, and a third of their chart under another name. */
export const slots = ["portal", "portal", "portal", "green", "twin", "twin", "tool"] as const;
export type Slot = (typeof slots)[number];
export type Slots = ReadonlyMap<Slot, RunningRelease>;

export function releaseIn(slot: Slot, version: string | undefined, { chart, address }: { chart: string; address: string }): RunningRelease {
  const name = slot === "green" ? "portal" : slot;
  return running(version, {
    name,
    chart: slot === "tool" ? "tool" : chart,
    repositoryUrl: address,
    ...(slot === "green" ? { namespace: "green" } : {}),
    ...(version === undefined ? { range: "1.x" } : {}),
  });
}

const pool = ["1.0.0", "1.0.1", "1.1.0", "1.2.0", "2.0.0", "2.1.0"];
const slot = fc.constantFrom(...slots);

/** What happens to one release: a version, `+` for the next one of all, `-` for its removal, `?` for a range. */
function editIn(versions: readonly string[]) {
  return fc.record({
    slot,
    to: fc.oneof(
      { weight: 10, arbitrary: fc.constantFrom(...versions) },
      { weight: 5, arbitrary: fc.constantFrom("+", "+", "+", "-", "?") },
    ),
    chart: fc.oneof({ weight: 12, arbitrary: fc.constant("portal") }, { weight: 1, arbitrary: fc.constant("fork") }),
    address: fc.oneof({ weight: 16, arbitrary: fc.constant(charts) }, { weight: 1, arbitrary: fc.constantFrom(mirror, other) }),
  });
}
type Edit = ReturnType<typeof editIn> extends fc.Arbitrary<infer T> ? T : never;

function versionOf(to: string, release: RunningRelease | undefined): string | undefined {
  if (to === "?") return undefined;
  if (to !== "+") return to;
  return pool[pool.indexOf(release?.version ?? "") + 1] ?? pool.at(-1);
}

export function edit(before: Slots, edits: readonly Edit[]): Slots {
  const after = new Map(before);
  for (const { slot: where, to, chart, address } of edits) {
    if (to === "-") after.delete(where);
    else after.set(where, releaseIn(where, versionOf(to, after.get(where)), { chart, address }));
  }
  // Two of one name are one release, so they come from one place.
  const [portal, green] = [after.get("portal"), after.get("green")];
  if (portal !== undefined && green !== undefined)
    after.set("green", { ...green, chart: portal.chart, repositoryUrl: portal.repositoryUrl ?? charts });
  return after;
}

const soaks = fc.constantFrom<Soak>(
  { patch: 3 * day, minor: 3 * day, major: 3 * day },
  { patch: day, minor: 3 * day, major: 7 * day },
  { patch: 12 * hour, minor: 12 * hour, major: 2 * day },
);
const rarely = fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) });
const rules = fc.record({
  soak: soaks,
  own: fc.option(soaks, { freq: 4 }),
  superseded: fc.constantFrom("continues" as const, "continues" as const, "restarts" as const),
  minimum: fc.constantFrom(day, day, 2 * day),
  strict: rarely,
  additions: fc.constantFrom("gated" as const, "gated" as const, "free" as const),
  verify: rarely,
});

function scenarioOf(environments: readonly string[], versions: readonly string[]) {
  const followers = environments.slice(1);
  const version = fc.constantFrom(...versions);
  const moment = fc.integer({ min: 0, max: 600 });
  const release = fc.constantFrom("portal", "portal", "twin", "tool");
  const commit = fc.record({
    gap: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 90 }) }, { weight: 1, arbitrary: fc.constant(0) }),
    skew: fc.oneof({ weight: 12, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: -120, max: 200 }) }),
    // The upstream lives most. `sample` is a helmfile that the config may name later.
    where: fc.constantFrom("dev", "dev", "dev", ...environments, ...environments, "readme", "sample"),
    edits: fc.array(editIn(versions), { minLength: 1, maxLength: 2 }),
    isUnreadable: fc.oneof({ weight: 20, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  });
  return fc.record({
    environments: fc.constant(environments),
    first: fc.record({
      dev: version,
      // Far behind, so that something is left to be promoted.
      rest: fc.oneof({ weight: 3, arbitrary: fc.constant(versions[0] ?? "1.0.0") }, { weight: 1, arbitrary: version }),
      twin: fc.option(version),
      tool: fc.option(version, { freq: 2 }),
    }),
    commits: fc.array(commit, { minLength: 1, maxLength: 14 }),
    /** The commit by which the config names the other helmfile for dev. */
    renamedAt: fc.option(fc.integer({ min: 1, max: 14 }), { freq: 12 }),
    isSeen: fc.boolean(),
    wait: fc.integer({ min: 0, max: 200 }),
    rules: fc.tuple(...followers.map(() => rules)),
    approve: fc.array(
      fc.record({ release, version, to: fc.constantFrom(...followers), emergency: fc.boolean(), since: fc.integer({ min: 0, max: 14 }) }),
      { maxLength: 2 },
    ),
    hold: fc.array(fc.record({ release, version, until: fc.option(moment, { nil: undefined }) }), { maxLength: 1 }),
    freeze: fc.array(
      fc.record({
        // Around now.
        ago: fc.integer({ min: -40, max: 200 }),
        length: fc.integer({ min: 1, max: 300 }),
        environments: fc.option(fc.subarray([...environments]), { nil: undefined }),
      }),
      { maxLength: 1 },
    ),
    results: fc.array(
      fc.record({
        environment: fc.constantFrom(...followers),
        release,
        chart: fc.constantFrom("portal", "portal", "tool"),
        version,
        at: moment,
        ok: fc.boolean(),
      }),
      { maxLength: 4 },
    ),
    mirrors: rarely,
    unknownSources: fc.constantFrom("refuse" as const, "refuse" as const, "warn" as const),
    change: fc.array(
      fc.record({
        where: fc.constantFrom("prd", "prd", "prd", "prd", ...environments),
        edits: fc.array(editIn(versions), { minLength: 1, maxLength: 2 }),
        isSpelled: rarely,
        isRevert: rarely,
      }),
      { minLength: 1, maxLength: 2 },
    ),
  });
}

/** Few versions, so that they come back. */
export const scenarios = fc
  .tuple(fc.constantFrom(["dev", "prd"], ["dev", "prd"], ["dev", "stg", "prd"]), fc.subarray(pool, { minLength: 2, maxLength: 4 }))
  .chain(([environments, versions]) => scenarioOf(environments, versions));

export type Scenario = typeof scenarios extends fc.Arbitrary<infer T> ? T : never;

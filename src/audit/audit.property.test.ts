import { expect, test } from "vitest";
import { hour } from "../core/time.ts";
import { compareVersions, type HelmfileAt, type RunningRelease } from "../promotion/index.ts";
import { auditHistories } from "./audit.ts";

/** A small generator of numbers, the same ones for a seed. */
function createRandom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % limit;
  };
}

/** What a file declares of the one release: a version; or `range`, `none`, or `unreadable`. */
type State = string;
type Side = "dev" | "prd";

interface Event {
  readonly side: Side;
  readonly file: number;
  readonly state: State;
}

const commitAt = (index: number) => ({ id: `c${index}`, time: index * 5 * hour });
const release = (fields: Partial<RunningRelease>): RunningRelease => ({ name: "portal", chart: "portal", oci: false, ...fields });

function createEvents(seed: number): readonly (readonly Event[])[] {
  const random = createRandom(seed);
  const states: readonly State[] = ["1.0.0", "1.1.0", "1.2.0", "1.3.0", "2.0.0", "2.1.0", "range", "none", "unreadable"];
  return Array.from({ length: 30 }, () => {
    const event = {
      side: random(2) === 0 ? "dev" : "prd",
      file: random(3) === 0 ? 1 : 0,
      state: states[random(states.length)] ?? "none",
    } as const;
    return random(8) === 0 ? [event, { ...event, side: event.side === "dev" ? "prd" : "dev" }] : [event];
  });
}

function readReleases(state: State): readonly RunningRelease[] | undefined {
  if (state === "unreadable") return undefined;
  if (state === "none") return [];
  return [state === "range" ? release({ range: "^1" }) : release({ version: state })];
}

function historiesOf(events: readonly (readonly Event[])[], side: Side): readonly { path: string; history: readonly HelmfileAt[] }[] {
  return [0, 1].map((file) => ({
    path: `${side}/${file}.yaml`,
    history: events.flatMap((changes, index) =>
      changes
        .filter((change) => change.side === side && change.file === file)
        .map(({ state }) => ({ commit: commitAt(index), releases: readReleases(state) })),
    ),
  }));
}

interface Known {
  readonly index: number;
  readonly former: string | undefined;
  readonly isSure: boolean;
}

const isVersion = (state: State): boolean => /^\d/u.test(state);

/** When each version first came to a side: found by walking over all commits, one after the other. */
function walk(events: readonly (readonly Event[])[], side: Side): ReadonlyMap<string, Known> {
  const found = new Map<string, Known>();
  const files: State[][] = [[], []];
  let lastVersion: string | undefined;
  for (const [index, changes] of events.entries()) {
    for (const { file, state } of changes.filter((change) => change.side === side)) {
      const before = files[file] ?? [];
      const own = before.findLast((one) => isVersion(one));
      const previous = before.at(-1);
      const hidden = previous === "unreadable" || previous === "range";
      if (isVersion(state) && !found.has(state)) found.set(state, { index, former: own ?? lastVersion, isSure: !hidden });
      if (isVersion(state)) lastVersion = state;
      before.push(state);
    }
  }
  return found;
}

function judgeNaively(events: readonly (readonly Event[])[]): Record<string, readonly string[]> {
  const [dev, prd] = [walk(events, "dev"), walk(events, "prd")];
  const kinds: Record<string, string[]> = {
    upgrade: [],
    births: [],
    together: [],
    downstreamFirst: [],
    neverUpstream: [],
    wentDown: [],
    unclear: [],
  };
  for (const [version, here] of prd) {
    const above = dev.get(version);
    const kind = ((): string => {
      if (here.former === undefined) return here.isSure ? "births" : "unclear";
      if (compareVersions(version, here.former) < 0) return "wentDown";
      if (above === undefined) return "neverUpstream";
      if (!here.isSure || !above.isSure) return "unclear";
      if (above.index === here.index) return "together";
      return above.index > here.index ? "downstreamFirst" : "upgrade";
    })();
    kinds[kind]?.push(kind === "upgrade" ? `${version} after ${(here.index - (above?.index ?? 0)) * 5} h` : version);
  }
  return kinds;
}

test("an audit agrees with a walk over all commits, for any history", () => {
  for (let seed = 1; seed <= 400; seed += 1) {
    const events = createEvents(seed);
    const mainline = events.map((_, index) => commitAt(index));
    const audit = auditHistories({
      environments: [
        { name: "dev", files: historiesOf(events, "dev") },
        { name: "prd", follows: "dev", files: historiesOf(events, "prd") },
      ],
      mainline,
      now: 1000 * hour,
      soak: 7 * 24 * hour,
      bots: new Map(),
      isComplete: true,
      warnings: [],
    });
    const [pair] = audit.pairs;
    const naive = judgeNaively(events);
    const hasBoth = walk(events, "dev").size > 0;
    if (pair === undefined || !hasBoth) continue;
    const names = (list: readonly { version: string }[]) => list.map(({ version }) => version).toSorted();
    const seen = {
      upgrade: pair.arrivals.map(({ version, lagHours }) => `${version} after ${lagHours} h`).toSorted(),
      ...Object.fromEntries(Object.entries(pair.apart).map(([kind, list]) => [kind, names(list)])),
    };
    const expected = Object.fromEntries(Object.entries(naive).map(([kind, list]) => [kind, list.toSorted()]));
    expect(seen, `seed ${seed}: ${JSON.stringify(events)}`).toEqual(expected);
  }
});

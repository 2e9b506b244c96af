/** What a scenario says, played: as data for the model, and as input of the check. */
import {
  joinTenures,
  type Commit,
  type Decisions,
  type HelmfileAt,
  type History,
  type RunningRelease,
  type Sighting,
} from "../src/promotion/index.ts";
import type { ProposedChange } from "../src/promotion/check/proposed-change.ts";
import { charts, edit, mirror, releaseIn, slots, type Scenario, type Slot, type Slots } from "./lock-case.ts";
import type { ModelApproval, ModelChange, Moment } from "./lock-past.ts";
import { follower, hour, start, upstream } from "./promoted-release.ts";

interface Told {
  readonly past: readonly (Moment & { readonly arrived: number })[];
  readonly histories: ReadonlyMap<string, History>;
  /** What every environment has at the end. */
  readonly last: ReadonlyMap<string, Slots>;
  /** What each had before its last commit, if that was not the first. */
  readonly before: ReadonlyMap<string, Slots>;
}

/** The change of a scenario, in both forms. */
export function play(scenario: Scenario): { readonly model: ModelChange; readonly input: ProposedChange } {
  const told = tell(scenario);
  const { past } = told;
  const now = (past.at(-1)?.arrived ?? start) + scenario.wait * hour;
  const approve = scenario.approve.map((approval, index): ModelApproval & { reason: string } => {
    const since = Math.min(approval.since, past.length);
    return { ...approval, since, at: past[since]?.arrived ?? now, reason: `reason ${index}` };
  });
  const hold = scenario.hold.map(({ until, ...rest }) => ({ ...rest, until: until === undefined ? undefined : start + until * hour }));
  const freeze = scenario.freeze.map(({ ago, length, environments }) => {
    const from = now - ago * hour;
    return { from, until: from + length * hour, ...(environments === undefined ? {} : { environments }) };
  });
  const results = scenario.results
    .map((result) => ({ ...result, at: start + result.at * hour }))
    .filter(({ at }) => at <= now)
    .toSorted((a, b) => a.at - b.at);
  const followers = scenario.rules.map((rules, index) => {
    const name = scenario.environments[index + 1] ?? "prd";
    const { own, ...rest } = rules;
    const follows = scenario.environments[index] ?? "dev";
    return { ...rest, name, follows, soaks: own === null ? new Map() : new Map([["twin", own]]) };
  });
  const head = new Map(told.last);
  for (const { where, edits, isSpelled, isRevert } of scenario.change) {
    const spelled = edits.map((one) => (isSpelled && /\d/u.test(one.to) ? { ...one, to: `v${one.to}` } : one));
    const before = isRevert ? told.before.get(where) : undefined;
    head.set(where, before ?? edit(head.get(where) ?? new Map(), spelled));
  }
  const seen = scenario.isSeen ? see(past, now) : [];
  const model: ModelChange = {
    past,
    seen,
    now,
    followers,
    base: listed(told.last),
    head: listed(head),
    approve,
    hold,
    freeze,
    results,
    mirrors: new Map(scenario.mirrors ? [[mirror, charts]] : []),
    unknownSources: scenario.unknownSources,
  };
  const decided = (since: (approval: ModelApproval) => boolean): Decisions => ({
    approve: approve.filter(since).map(({ release, version, to, emergency, reason }) => ({ release, version, to, emergency, reason })),
    hold: hold.map(({ until, ...rest }) => ({ ...rest, reason: "bad", ...(until === undefined ? {} : { until }) })),
    freeze: freeze.map((one) => ({ ...one, reason: "sale" })),
  });
  const moments = [...freeze.map(({ from }) => from), ...results.map(({ at }) => at)];
  const input: ProposedChange = {
    fleet: {
      environments: [
        upstream("dev"),
        ...followers.map(({ name, follows, soak, soaks, verify, ...rules }) => ({
          ...follower(name, follows, { ...rules, ...(verify ? { verify: "./ask.sh" } : {}), soak: 0 }),
          soak,
          soaks,
        })),
      ],
      sources: { mirrors: Object.fromEntries(model.mirrors), unknown: scenario.unknownSources },
    },
    histories: told.histories,
    mainline: { commits: past.map(({ commit }) => commit), seen },
    running: model.base,
    head: model.head,
    now,
    decisions: decided(() => true),
    verifications: results.map((result) => ({ ...result, at: new Date(result.at).toISOString(), reason: "slow" })),
    earlier: new Map<number | string, Decisions>([
      ...past.map(({ commit }, index) => [commit.id, decided(({ since }) => since <= index)] as const),
      ...moments.map((time) => [time, decided(({ at }) => at <= time)] as const),
    ]),
  };
  return { model, input };
}

/** Plays the commits, one after the other. */
function tell({ environments, first, commits, renamedAt }: Scenario): Told {
  const from = { chart: "portal", address: charts };
  const slotsOf = (versions: Readonly<Partial<Record<Slot, string | null>>>): Slots =>
    new Map(slots.flatMap((slot) => (typeof versions[slot] === "string" ? [[slot, releaseIn(slot, versions[slot], from)] as const] : [])));
  const files = new Map(environments.map((name) => [name, slotsOf({ portal: first.rest })]));
  files.set("dev", slotsOf({ portal: first.dev, twin: first.twin, tool: first.tool }));
  const before = new Map<string, Slots>();
  const unread = new Set<string>();
  const written = new Map<string, HelmfileAt[]>();
  const past: (Moment & { readonly arrived: number })[] = [];
  let renaming: Commit | undefined;
  let arrived = start;
  const fileOf = (name: string): string => {
    if (renaming === undefined) return name;
    return name === "dev" ? "sample" : name === "sample" ? "dev" : name;
  };
  const readOf = (file: string): readonly RunningRelease[] | undefined =>
    unread.has(file) ? undefined : [...(files.get(file) ?? new Map<string, RunningRelease>()).values()];
  const note = (commit: Commit, touched: readonly string[]): void => {
    for (const file of touched) written.set(file, [...(written.get(file) ?? []), { commit, releases: readOf(file) }]);
    past.push({ commit, arrived, runs: new Map(environments.map((name) => [name, readOf(fileOf(name))])) });
  };
  note({ id: idOf(0), time: start }, environments);
  for (const [index, { gap, skew, where, edits, isUnreadable }] of commits.entries()) {
    arrived += gap * hour;
    const commit = { id: idOf(index + 1), time: arrived + skew * hour };
    if (renamedAt === index + 1) {
      renaming = commit;
      note(commit, []);
      continue;
    }
    if (where === "readme") {
      note(commit, []);
      continue;
    }
    const file = fileOf(where);
    before.set(where, files.get(file) ?? new Map());
    files.set(file, edit(files.get(file) ?? new Map(), edits));
    unread.delete(file);
    if (isUnreadable && (file === "dev" || file === "sample")) unread.add(file);
    note(commit, [file]);
  }
  const all = past.map(({ commit }) => commit);
  const tenures = [
    { history: written.get("dev") ?? [] },
    ...(renaming === undefined ? [] : [{ since: renaming, history: written.get("sample") ?? [] }]),
  ];
  const histories = new Map<string, History>(environments.map((name) => [name, written.get(name) ?? []]));
  histories.set("dev", joinTenures(tenures, all));
  const last = new Map(
    environments.map((name) => [name, unread.has(fileOf(name)) ? new Map() : (files.get(fileOf(name)) ?? new Map())] as const),
  );
  return { past, histories, last, before };
}

/** What `promote` notes, which runs once a day. */
function see(past: Told["past"], now: number): readonly Sighting[] {
  const seen: Sighting[] = [];
  for (let time = start; time <= now; time += 24 * hour) {
    const tip = past.findLast(({ arrived }) => arrived <= time)?.commit.id;
    const last = seen.at(-1);
    if (tip === undefined) continue;
    if (last?.tip === tip) seen.splice(-1, 1, { ...last, last: time });
    else seen.push({ tip, first: time, last: time });
  }
  return seen;
}

function idOf(index: number): string {
  return String(index).padStart(40, "0");
}

function listed(lists: ReadonlyMap<string, Slots>): ReadonlyMap<string, readonly RunningRelease[]> {
  return new Map([...lists].map(([name, releases]) => [name, [...releases.values()]]));
}

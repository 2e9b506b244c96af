import * as fc from "fast-check";
import { expect, test } from "vitest";
import { checkChange } from "../check/check-change.ts";
import { computeGates } from "./compute-gates.ts";
import { noDecisions, type Decisions } from "../decisions/decisions.ts";
import type { Gate } from "./gate.ts";
import type { GateInput } from "./gate-input.ts";
import { day, follower, historyOf, hour, running, start, upstream } from "../../../test/promoted-release.ts";

const versions = ["1.0.0", "1.0.1", "1.1.0", "1.2.0", "1.3.0", "2.0.0", "2.0.1", "2.1.0", "3.0.0"];
const version = fc.constantFrom(...versions);

/** Upgrades, rollbacks, removals, templates and broken files at any pace, in the same second, and with a clock that goes backwards. */
function eventOf(pool: readonly string[]): fc.Arbitrary<readonly [gap: number, what: string]> {
  const forwards = { weight: 6, arbitrary: fc.integer({ min: 0, max: 120 }) };
  const atOnce = { weight: 1, arbitrary: fc.constant(0) };
  const backwards = { weight: 1, arbitrary: fc.integer({ min: -60, max: -1 }) };
  const runs = { weight: 9, arbitrary: fc.constantFrom(...pool) };
  return fc.tuple(fc.oneof(forwards, atOnce, backwards), fc.oneof(runs, { weight: 2, arbitrary: fc.constantFrom("-", "?", "!") }));
}

function isVersion(text: string): boolean {
  return versions.includes(text);
}

type Events = readonly (readonly [hours: number, version: string])[];

/** Few versions, so that they come back. */
const someEvents = fc
  .subarray(versions, { minLength: 2, maxLength: 4 })
  .chain((pool) => fc.array(eventOf(pool), { minLength: 1, maxLength: 14 }))
  .map((steps): Events => {
    let hours = 0;
    return steps.map(([gap, what]) => {
      hours += gap;
      return [hours, what];
    });
  });

const decisions: fc.Arbitrary<Decisions> = fc.record({
  approve: fc.array(fc.record({ release: fc.constant("portal"), version, to: fc.constant("prd"), reason: fc.constant("urgent") }), {
    maxLength: 1,
  }),
  hold: fc.array(fc.record({ release: fc.constant("portal"), version, reason: fc.constant("bad") }), { maxLength: 2 }),
  freeze: fc.array(
    fc.tuple(fc.integer({ min: 0, max: 700 }), fc.integer({ min: 1, max: 700 })).map(([from, length]) => ({
      from: start + from * hour,
      until: start + (from + length) * hour,
      reason: "holidays",
    })),
    { maxLength: 1 },
  ),
});

const scenario = fc.record({
  events: someEvents,
  current: version,
  soak: fc.constantFrom(0, 12 * hour, 3 * day, 7 * day),
  superseded: fc.constantFrom("continues" as const, "restarts" as const),
  decisions,
  /** What had been decided when the freeze began. */
  earlier: fc.option(decisions, { nil: undefined }),
  /** The first commit at which the approvals stood. */
  approvedSince: fc.integer({ min: 0, max: 14 }),
  now: fc.integer({ min: 0, max: 1500 }),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

function inputOf({ events, current, soak, superseded, decisions: decided, earlier, approvedSince, now }: Scenario): GateInput {
  const [freeze] = decided.freeze;
  const approve = [...decided.approve, ...(earlier?.approve ?? [])];
  return {
    earlier: new Map<number | string, Decisions>([
      ...(freeze === undefined || earlier === undefined ? [] : [[freeze.from, earlier] as const]),
      ...historyOf(events).map(
        ({ commit }, index) => [commit.id, index < approvedSince ? noDecisions : { ...noDecisions, approve }] as const,
      ),
    ]),
    fleet: { environments: [upstream("dev"), follower("prd", "dev", { soak, superseded })] },
    histories: new Map([["dev", historyOf(events)]]),
    decisions: decided,
    running: new Map([["prd", [running(current)]]]),
    now: start + now * hour,
  };
}

function gateOf(input: Scenario): Gate | undefined {
  return computeGates(inputOf(input)).gates[0];
}

function allowedIn(input: Scenario): readonly string[] {
  return gateOf(input)?.allowed.map((item) => item.version) ?? [];
}

/** The rule said once more, as slowly and plainly as possible: hours, one version at a time, and nothing remembered. */
function naivelyAllowed(input: Scenario): readonly string[] {
  const { events, current, decisions: decided, earlier, approvedSince, now } = input;
  const spans = settle(events, now);
  const ever = events.some(([, what]) => what !== "-" && what !== "!");
  if (!ever) return [];
  const freeze = decided.freeze.find(({ from, until }) => from <= start + now * hour && start + now * hour < until);
  return versions.filter((candidate) => {
    if (rank(candidate) <= rank(current)) return false;
    if (decided.hold.some((item) => item.version === candidate)) return false;
    const isNamed = (list: readonly { readonly version: string }[]): boolean => list.some((item) => item.version === candidate);
    const isApproved = isNamed(decided.approve) && lastRollback(candidate, spans) < approvedSince;
    if (!isApproved && !qualifies(candidate, spans, input)) return false;
    if (freeze === undefined) return true;
    if (isNamed(earlier?.hold ?? decided.hold)) return false;
    const frozenAt = (freeze.from - start) / hour;
    const before = spans.filter(({ from }) => from <= frozenAt).map((span) => ({ ...span, to: Math.min(span.to, frozenAt) }));
    if (isNamed(earlier?.approve ?? []) && lastRollback(candidate, before) < approvedSince) return true;
    return qualifies(candidate, before, input) && lastLoss(candidate, spans) < before.length;
  });
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly what: string;
}

function settle(events: Events, now: number): readonly Span[] {
  const times = events.map(([hours], index) =>
    hours > now
      ? undefined
      : Math.max(
          ...events
            .slice(0, index + 1)
            .map(([other]) => other)
            .filter((other) => other <= now),
        ),
  );
  const known = times.map((time, index) => time ?? times.slice(index).find((later) => later !== undefined) ?? now);
  // What nobody can read ends what runs, as a range does.
  const spans = events.map(([, what], index) => ({ from: known[index] ?? now, what: what === "!" ? "?" : what }));
  const ended = spans.map(({ from, what }, index) => ({ from, what, to: spans[index + 1]?.from ?? now }));
  // What a commit of the future brings has no time until another version follows.
  return ended.map((span, index) => {
    const head = ended.findLastIndex((_, other) => other <= index && ended[other - 1]?.what !== span.what);
    if ((events[head]?.[0] ?? 0) <= now) return span;
    const next = ended.findIndex(({ what }, other) => other > index && what !== span.what);
    const end = ended[next]?.from ?? now;
    return { ...span, from: end, to: end };
  });
}

/** The index of the span that took everything from a version, last. */
function lastLoss(candidate: string, spans: readonly Span[]): number {
  return spans.findLastIndex(({ what }, index) => {
    const before = spans[index - 1]?.what;
    if (before === undefined || rank(before) < rank(candidate)) return false;
    return rank(what) < rank(candidate);
  });
}

/** The index of the span by which a version that ran was rolled back, if it has not run since; -1 if it was not. */
function lastRollback(candidate: string, spans: readonly Span[]): number {
  let runs = false;
  let lost = -1;
  for (const [index, { what }] of spans.entries()) {
    if (what === candidate) [runs, lost] = [true, -1];
    else if (runs && rank(what) < rank(candidate)) [runs, lost] = [false, isVersion(what) ? index : -1];
  }
  return lost;
}

function qualifies(candidate: string, spans: readonly Span[], { soak, superseded }: Scenario): boolean {
  const life = spans.slice(Math.max(0, lastLoss(candidate, spans)));
  const first = life.findIndex(({ what }) => what === candidate);
  if (first === -1) return false;
  const since = life.slice(first);
  let longest = 0;
  let unbroken = 0;
  let own = 0;
  let inMajor = 0;
  for (const { from, to, what } of since) {
    unbroken = what === candidate ? unbroken + to - from : 0;
    longest = Math.max(longest, unbroken);
    if (what === candidate) own += to - from;
    if (what[0] === candidate[0]) inMajor += to - from;
  }
  if (longest * hour >= soak) return true;
  return superseded === "continues" && own * hour >= Math.min(day, soak) && inMajor * hour >= soak;
}

/** What is no version is below all of them. */
function rank(what: string): number {
  return versions.indexOf(what);
}

const runs = { numRuns: 3000 };

test("the model agrees with a naive second one", () => {
  fc.assert(
    fc.property(scenario, (input) => {
      expect(allowedIn(input)).toEqual(naivelyAllowed(input));
    }),
    runs,
  );
});

test("a gate never holds a version that did not run, or run on in its major, for the whole soak", () => {
  fc.assert(
    fc.property(scenario, (input) => {
      const gate = gateOf(input);
      const spans = settle(input.events, input.now);
      for (const item of (gate?.allowed ?? []).filter(({ by }) => by !== "approval")) {
        const { version: opened } = item;
        const ran = spans.filter(({ what }) => what[0] === opened[0] && rank(what) >= rank(opened));
        expect(ran.reduce((sum, { from, to }) => sum + to - from, 0) * hour).toBeGreaterThanOrEqual(input.soak);
        expect(spans.some(({ what }) => what === opened)).toBe(true);
      }
    }),
    runs,
  );
});

test("what has opened stays open while the upstream only moves up and nothing is held or frozen", () => {
  const later = fc.tuple(
    fc.integer({ min: 0, max: 400 }),
    fc.integer({ min: 0, max: versions.length - 1 }),
    fc.integer({ min: 0, max: 400 }),
  );
  fc.assert(
    fc.property(scenario, later, (input, [gap, up, more]) => {
      const last = Math.max(0, ...input.events.map(([hours]) => hours));
      const now = Math.max(input.now, last);
      const at = now + gap;
      const runningNow = settle(input.events, now).at(-1)?.what ?? "-";
      const next = versions[Math.max(up, rank(runningNow))] ?? "3.0.0";
      const before = allowedIn({ ...input, now, decisions: { ...input.decisions, freeze: [] } });
      const events: Events = [...input.events, [at, next]];
      const after = allowedIn({ ...input, events, now: at + more, decisions: { ...input.decisions, freeze: [] } });
      expect(after).toEqual(expect.arrayContaining([...before]));
    }),
    runs,
  );
});

test("under the default rule nothing starves that is upgraded less often than once a day", () => {
  const gaps = fc.array(fc.integer({ min: 24, max: 100 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(gaps, fc.constantFrom(3 * day, 7 * day, 30 * day), (pace, soak) => {
      let hours = 0;
      const events: Events = [[0, "1.0.0"], ...pace.map((gap, index) => [(hours += gap), `1.${index + 1}.0`] as const)];
      const [, first] = events;
      const now = Math.max(hours + 24, (first?.[0] ?? 0) + soak / hour);
      const gate = gateOf({
        events,
        current: "1.0.0",
        soak,
        superseded: "continues",
        decisions: noDecisions,
        earlier: undefined,
        approvedSince: 0,
        now,
      });
      expect(gate?.allowed.length).toBeGreaterThan(0);
      expect(gate?.starved).toBe(undefined);
    }),
    { numRuns: 500 },
  );
});

test("a version opens at the moment that was told, when nothing changes until then, and not an hour earlier", () => {
  fc.assert(
    fc.property(scenario, (input) => {
      const settled = { ...input, decisions: noDecisions, now: Math.max(input.now, ...input.events.map(([hours]) => hours)) };
      for (const { version: soaking, opensAt } of gateOf(settled)?.soaking ?? []) {
        const moment = (Date.parse(opensAt) - start) / hour;
        expect(allowedIn({ ...settled, now: moment })).toContain(soaking);
        expect(allowedIn({ ...settled, now: Math.max(settled.now, moment - 1) })).not.toContain(soaking);
      }
    }),
    runs,
  );
});

test("whatever the merge check lets through, the model had allowed, and the other way round", () => {
  fc.assert(
    fc.property(scenario, version, (input, to) => {
      const gate = gateOf(input);
      const { verdict } = checkChange({ ...inputOf(input), head: new Map([["prd", [running(to)]]]) });
      const isAllowed = gate?.frozen === undefined && gate?.allowed.some((item) => item.version === to) === true;
      fc.pre(gate !== undefined && rank(to) >= rank(input.current));
      expect(verdict).toBe(to === input.current || isAllowed ? "pass" : "fail");
    }),
    runs,
  );
});

const claims = fc.record({
  hold: fc.boolean(),
  rollback: fc.constantFrom("none", "before the approval", "after the approval"),
  refusal: fc.constantFrom("none", "before the approval", "after the approval"),
  freeze: fc.boolean(),
  approval: fc.constantFrom("none", "plain", "emergency"),
  hasSoaked: fc.boolean(),
});

test("hold > rolled back > verification said no > freeze unless emergency > approval > soak, for the offer and the check", () => {
  fc.assert(
    fc.property(claims, ({ hold, rollback, refusal, freeze, approval, hasSoaked }) => {
      const [came, asked, left, now] = [hasSoaked ? 1 : 19, 19.5, 20, 22];
      const about = { release: "portal", version: "1.1.0", reason: "why" };
      const approve = approval === "none" ? [] : [{ ...about, to: "prd", emergency: approval === "emergency" }];
      const stood = (when: string): Decisions => (when === "after the approval" ? { ...noDecisions, approve } : noDecisions);
      const wasAsked = refusal !== "none";
      const history = historyOf([[0, "1.0.0"], [came * 24, "1.1.0"], ...(rollback === "none" ? [] : [[left * 24, "1.0.0"] as const])]);
      const [at, result] = [start + asked * day, { environment: "prd", release: "portal", chart: "portal", version: "1.1.0" }];
      const input: GateInput = {
        fleet: { environments: [upstream("dev"), follower("prd", "dev", wasAsked ? { verify: "./ask.sh" } : {})] },
        histories: new Map([["dev", history]]),
        running: new Map([["prd", [running("1.0.0")]]]),
        now: start + now * day,
        decisions: {
          approve,
          hold: hold ? [about] : [],
          freeze: freeze ? [{ from: start + 21 * day, until: start + 40 * day, reason: "sale" }] : [],
        },
        earlier: new Map<number | string, Decisions>([
          [at, stood(refusal)],
          [history.at(-1)?.commit.id ?? "", stood(rollback)],
        ]),
        verifications: wasAsked ? [{ ...result, at: new Date(at).toISOString(), ok: false, reason: "slow" }] : [],
      };
      const isLiving = approval !== "none" && rollback !== "after the approval" && refusal !== "after the approval";
      const decides = (): string => {
        if (hold) return "hold";
        if (rollback !== "none" && !isLiving) return "rollback";
        if (wasAsked && hasSoaked && rollback === "none" && !isLiving) return "verification";
        if (freeze && !(isLiving && approval === "emergency")) return "frozen";
        return isLiving || (hasSoaked && rollback === "none") ? "none" : "soaking";
      };
      const { findings } = checkChange({ ...input, head: new Map([["prd", [running("1.1.0")]]]) });
      const rules = findings.flatMap(({ severity, rule }) => (severity === "error" ? [rule] : []));
      expect(rules.join() || "none").toBe(decides());
      const [gate] = computeGates(input).gates;
      // What had opened before a freeze stays offered.
      const mayOffer = decides() === "frozen" ? [0, 1] : [decides() === "none" ? 1 : 0];
      expect(mayOffer).toContain(gate?.allowed.length);
    }),
    { numRuns: 500 },
  );
});

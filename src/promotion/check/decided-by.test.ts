import { expect, test } from "vitest";
import type { PromotionRules } from "../../fleet/index.ts";
import { day, follower, running, start, upstream } from "../../../test/promoted-release.ts";
import { noDecisions, type Decisions } from "../decisions/decisions.ts";
import type { Verification } from "../gates/gate.ts";
import { computeGates } from "../gates/compute-gates.ts";
import type { GateInput } from "../gates/gate-input.ts";
import type { History, RunningRelease } from "../history/history.ts";
import { checkChange } from "./check-change.ts";

/** What an environment ran, from a day on. */
type Days = readonly (readonly [day: number, releases: readonly RunningRelease[]])[];

interface Case {
  readonly dev: Days;
  readonly stg?: Days;
  readonly prd: Days;
  readonly head: Readonly<Record<string, readonly RunningRelease[]>>;
  readonly rules?: Partial<PromotionRules>;
  readonly decisions?: Partial<Decisions>;
  readonly verifications?: readonly Pick<Verification, "release" | "chart" | "version" | "ok">[];
}

/** The refusals on day 20. */
function refusalsOf({ head, ...rest }: Case): string {
  const input = inputOf(rest);
  const { findings } = checkChange({ ...input, head: new Map([...input.running, ...Object.entries(head)]) });
  return findings.flatMap(({ severity, release, rule }) => (severity === "error" ? [`${release}: ${rule}`] : [])).join();
}

function inputOf({ dev, stg, prd, rules = {}, decisions = {}, verifications = [] }: Omit<Case, "head">): GateInput {
  const past = Object.entries({ dev, ...(stg === undefined ? {} : { stg }), prd });
  const verify = verifications.length === 0 ? {} : { verify: "./ask.sh" };
  const last = follower("prd", stg === undefined ? "dev" : "stg", { ...verify, ...rules });
  return {
    fleet: { environments: [upstream("dev"), ...(stg === undefined ? [] : [follower("stg", "dev")]), last] },
    histories: new Map(past.map(([name, days]) => [name, historyOf(name, days)])),
    running: new Map(past.map(([name, days]) => [name, days.at(-1)?.[1] ?? []])),
    decisions: { ...noDecisions, ...decisions },
    earlier: new Map(past.flatMap(([name, days]) => historyOf(name, days).map(({ commit }) => [commit.id, noDecisions] as const))),
    verifications: verifications.map((one) => ({
      ...one,
      environment: "prd",
      at: new Date(start + 19 * day).toISOString(),
      reason: "slow",
    })),
    now: start + 20 * day,
  };
}

function historyOf(name: string, days: Days): History {
  return days.map(([at, releases]) => ({ commit: { id: `${name}-${at}`, time: start + at * day }, releases }));
}

const twin = (version: string, fields: Partial<RunningRelease> = {}): RunningRelease => running(version, { name: "twin", ...fields });
const soaked: Days = [
  [0, [running("1.0.0")]],
  [1, [running("1.1.0")]],
  [19, [running("1.2.0")]],
];
const prd: Days = [[0, [running("1.0.0")]]];

test("free additions start with the version that dev runs, and with no other", () => {
  const change = { dev: soaked, prd: [[0, []]], rules: { additions: "free" } } as const;
  expect(refusalsOf({ ...change, head: { prd: [running("1.2.0")] } })).toBe("");
  expect(refusalsOf({ ...change, head: { prd: [running("0.9.0")] } })).toBe("portal: not-soaked");
});

test("free additions do not start with what the script said no to, under any name", () => {
  const about = { release: "portal", chart: "portal", version: "1.2.0" };
  const change: Omit<Case, "verifications"> = {
    dev: soaked,
    prd,
    rules: { additions: "free" },
    head: { prd: [running("1.0.0"), twin("1.2.0")] },
  };
  expect(refusalsOf({ ...change, verifications: [{ ...about, ok: false }] })).toBe("twin: verification");
  expect(refusalsOf({ ...change, verifications: [{ ...about, version: "1.1.0", ok: false }] })).toBe("");
});

test("a verification is for one chart, and another of the name needs its own", () => {
  const change = { dev: soaked, prd, head: { prd: [running("1.1.0")] } };
  const about = { release: "portal", version: "1.1.0", ok: true };
  expect(refusalsOf({ ...change, verifications: [{ ...about, chart: "portal" }] })).toBe("");
  expect(refusalsOf({ ...change, verifications: [{ ...about, chart: "fork" }] })).toBe("portal: verification");
});

test("a hold is for its release, and for new ones of its chart, wherever the chart has that name", () => {
  const both: Days = [[0, [running("1.0.0"), twin("1.0.0")]]];
  const decisions: Partial<Decisions> = { hold: [{ release: "twin", version: "1.0.0", reason: "slow" }] };
  const back: Days = [[0, [running("1.1.0"), twin("1.1.0")]]];
  expect(refusalsOf({ dev: both, prd: back, decisions, head: { prd: [running("1.0.0"), twin("1.1.0")] } })).toBe("");
  expect(refusalsOf({ dev: both, prd: back, decisions, head: { prd: [running("1.1.0"), twin("1.0.0")] } })).toBe("twin: hold");
  const stg: Days = [[0, [running("1.0.0")]]];
  expect(refusalsOf({ dev: both, stg, prd: [[0, []]], decisions, head: { prd: [running("1.0.0")] } })).toBe("portal: hold");
});

test("an older version from another address is a rollback", () => {
  const other = { repositoryUrl: "https://other.example.com" };
  const dev: Days = [...soaked, [19.5, [running("1.0.0", other)]]];
  expect(refusalsOf({ dev, prd: [[0, [running("2.0.0")]]], head: { prd: [running("1.2.0")] } })).toBe("portal: rollback");
  const up: Days = [...soaked, [19.5, [running("1.3.0", other)]]];
  expect(refusalsOf({ dev: up, prd: [[0, [running("2.0.0")]]], head: { prd: [running("1.2.0")] } })).toBe("portal: rollback");
});

test("what still runs in a twin was not rolled back", () => {
  const green = { namespace: "green" };
  const both: Days = [...prd, [1, [running("1.1.0")]], [2, [running("1.1.0"), running("1.0.0", green)]]];
  expect(refusalsOf({ dev: soaked, prd: both, head: { prd: [running("1.1.0"), running("1.1.0", green)] } })).toBe("");
  const left: Days = [...both, [3, [running("1.0.0"), running("1.0.0", green)]]];
  expect(refusalsOf({ dev: soaked, prd: left, head: { prd: [running("1.0.0"), running("1.1.0", green)] } })).toBe("portal: rollback");
});

test("a version in place of a range counts as an addition, also beside a twin", () => {
  const range = running(undefined, { range: "1.x" });
  const green = running("1.2.0", { namespace: "green" });
  const change: Omit<Case, "head"> = { dev: soaked, prd: [[0, [range, green]]] };
  expect(refusalsOf({ ...change, head: { prd: [running("1.2.0"), green] } })).toBe("");
  expect(refusalsOf({ ...change, head: { prd: [running("1.3.0"), green] } })).toBe("portal: not-soaked");
});

test("a range is no removal, so what ran before it does not come back by that", () => {
  const range = running(undefined, { range: "1.x" });
  const fork = running("1.3.0", { chart: "fork" });
  const past: Days = [
    [0, [running("1.3.0")]],
    [18, [fork]],
  ];
  expect(refusalsOf({ dev: soaked, prd: past, head: { prd: [running("1.3.0")] } })).toBe("");
  expect(refusalsOf({ dev: soaked, prd: [...past, [19, [range]]], head: { prd: [running("1.3.0")] } })).toBe("portal: not-soaked");
});

test("a chart that dev never ran is free to go back as well", () => {
  const tool = (version: string): RunningRelease => running(version, { name: "tool", chart: "tool" });
  const change: Case = { dev: soaked, prd: [[0, [tool("2.0.0")]]], head: { prd: [tool("1.0.0")] } };
  expect(refusalsOf(change)).toBe("");
  expect(refusalsOf({ ...change, rules: { strict: true } })).toBe("tool: rollback");
  const decisions = { hold: [{ release: "tool", version: "1.0.0", reason: "slow" }] };
  expect(refusalsOf({ ...change, decisions })).toBe("tool: hold");
});

test("the nearest environment that had the chart decides, and not one that only had the name", () => {
  const fork = running("1.0.0", { chart: "fork" });
  const change: Case = { dev: [[0, [twin("1.0.0", { chart: "fork" })]]], stg: prd, prd, head: { prd: [fork] } };
  expect(refusalsOf(change)).toBe("");
  expect(refusalsOf({ ...change, dev: prd })).toBe("portal: added");
});

test("an environment that gets the chart with this change is nearer than one that had it", () => {
  const change = { dev: soaked, stg: [[0, []]], prd: [[0, []]] } as const;
  expect(refusalsOf({ ...change, head: { prd: [running("1.1.0")] } })).toBe("");
  expect(refusalsOf({ ...change, head: { stg: [running("1.1.0")], prd: [running("1.1.0")] } })).toBe("portal: not-soaked");
});

test("what a change brings upstream comes to prd from the same address", () => {
  const tool = (repositoryUrl: string): RunningRelease => running("1.0.0", { name: "tool", chart: "tool", repositoryUrl });
  const charts = tool("https://charts.example.com");
  const change: Omit<Case, "head"> = { dev: soaked, prd, rules: { additions: "free" } };
  expect(refusalsOf({ ...change, head: { dev: [charts], prd: [running("1.0.0"), charts] } })).toBe("");
  const other = tool("https://other.example.com");
  expect(refusalsOf({ ...change, head: { dev: [charts], prd: [running("1.0.0"), other] } })).toBe("tool: source");
});

test("what is offered for an approval that a move to an older version ended, is not offered", () => {
  const approve = [{ release: "portal", version: "1.2.0", to: "prd", reason: "CVE" }];
  const dev: Days = [...soaked, [19.5, [running("1.0.0", { repositoryUrl: "https://other.example.com" })]]];
  const input = inputOf({ dev, prd, decisions: { approve } });
  const allowed = (stood: boolean): readonly string[] => {
    const earlier = new Map([["dev-19.5", stood ? { ...noDecisions, approve } : noDecisions]]);
    return computeGates({ ...input, earlier }).gates.flatMap((gate) => gate.allowed.map(({ version }) => version));
  };
  expect([allowed(false), allowed(true)]).toEqual([["1.2.0"], []]);
});

test("a follower goes back to what soaked upstream, and not to what only ran there", () => {
  const dev: Days = [
    [0, [running("1.0.0")]],
    [19.5, [running("1.1.0")]],
    [19.6, [running("1.2.0")]],
  ];
  const ahead: Days = [[0, [running("2.0.0")]]];
  expect(refusalsOf({ dev, prd: ahead, head: { prd: [running("1.0.0")] } })).toBe("");
  expect(refusalsOf({ dev, prd: ahead, head: { prd: [running("1.1.0")] } })).toBe("portal: rollback");
});

import { expect, test } from "vitest";
import { day, follower, historyOf, running, start, upstream } from "../../../test/promoted-release.ts";
import type { PromotionRules } from "../../fleet/index.ts";
import { checkChange } from "./check-change.ts";
import { noDecisions, type Decisions } from "../decisions/decisions.ts";
import type { RunningRelease } from "../history/history.ts";
import { listChangedEnvironments } from "./simultaneous-changes.ts";

interface Case {
  readonly says: string;
  readonly dev?: readonly (readonly [day: number, version: string])[];
  readonly base?: readonly RunningRelease[];
  readonly head: readonly RunningRelease[];
  readonly rules?: Partial<PromotionRules>;
  readonly decisions?: Partial<Decisions>;
  readonly findings: readonly string[];
}

const soaked = [
  [0, "1.0.0"],
  [1, "1.1.0"],
  [9, "1.2.0"],
] as const;
const freeze = [{ from: start, until: start + 20 * day, reason: "holidays" }];
const namespaces = (blue: string, green: string): RunningRelease[] => [
  running(blue, { namespace: "blue" }),
  running(green, { namespace: "green" }),
];

const cases: readonly Case[] = [
  { says: "what has soaked may come", head: [running("1.1.0")], findings: [] },
  {
    says: "what soaks may not, and when it may is said",
    head: [running("1.2.0")],
    findings: [
      "error soaking: 1.2.0 soaks in dev since 2026-11-10T00:00:00Z; this passes from 2026-11-17T00:00:00Z on (2026-11-17T00:00:00Z)",
    ],
  },
  {
    says: "what dev never ran may not",
    head: [running("1.3.0")],
    findings: ["error not-soaked: 1.3.0 has not soaked in dev, and does not soak there now; upgrade dev first"],
  },
  {
    says: "a version between two that ran may not",
    head: [running("1.0.5")],
    findings: ["error not-soaked: 1.0.5 has not soaked in dev, and does not soak there now; upgrade dev first"],
  },
  {
    says: "rolling back is always allowed, in a freeze too",
    base: [running("1.1.0")],
    head: [running("0.9.0")],
    decisions: { freeze },
    findings: [],
  },
  {
    says: "a freeze refuses what has soaked",
    head: [running("1.1.0")],
    decisions: { freeze },
    findings: ["error frozen: prd is frozen until 2026-11-21T00:00:00Z: holidays (2026-11-21T00:00:00Z)"],
  },
  {
    says: "a freeze lets pass what changes no version",
    head: [running("1.0.0", { namespace: "other" })],
    decisions: { freeze },
    findings: [],
  },
  {
    says: "a hold refuses",
    head: [running("1.1.0")],
    decisions: { hold: [{ release: "portal", version: "1.1.0", reason: "slow" }] },
    findings: ["error hold: 1.1.0 is held: slow"],
  },
  {
    says: "an approval lets pass",
    head: [running("1.2.0")],
    decisions: { approve: [{ release: "portal", version: "1.2.0", to: "prd", reason: "a fix" }] },
    findings: [],
  },
  { says: "removing is allowed", head: [], findings: [] },
  { says: "adding what dev runs is allowed", base: [], head: [running("1.2.0")], findings: [] },
  {
    says: "adding what is newer is not",
    base: [],
    head: [running("1.3.0")],
    findings: ["error added: 1.3.0 would be new in prd, and dev runs 1.2.0; start with what dev runs"],
  },
  { says: "adding what dev never had is allowed", base: [], head: [running("9.0.0", { name: "other" })], findings: [] },
  {
    says: "but not where it is strict",
    base: [],
    head: [running("9.0.0", { name: "other" })],
    rules: { strict: true },
    findings: ["error added: 9.0.0 would be new in prd, and dev does not run it with chart portal; start with what dev runs"],
  },
  {
    says: "another chart counts as added",
    head: [running("9.0.0", { chart: "fork" })],
    findings: ["error added: 9.0.0 would be new in prd, and dev does not run it with chart fork; start with what dev runs"],
  },
  {
    says: "a chart of the same name from another repository is told of",
    head: [running("1.1.0", { repositoryUrl: "https://other.example.com" })],
    findings: [
      "warning moved: chart portal comes from https://other.example.com instead of https://charts.example.com, where the same version may be something else",
    ],
  },
  {
    says: "where nothing may reach prd before dev, it is refused",
    head: [running("1.0.0", { repositoryUrl: "https://other.example.com/" })],
    rules: { together: "fail" },
    findings: [
      "error moved: chart portal comes from https://other.example.com instead of https://charts.example.com, where the same version may be something else; dev does not run it from there: move dev first",
    ],
  },
  {
    says: "to where dev already is it may go, and that is told",
    base: [running("1.0.0", { repositoryUrl: "https://old.example.com" })],
    head: [running("1.0.0")],
    rules: { together: "fail" },
    findings: [
      "warning moved: chart portal comes from https://charts.example.com instead of https://old.example.com, where the same version may be something else",
    ],
  },
  {
    says: "a version cannot hide in a template",
    head: [running(undefined)],
    findings: ["error no-version: the version is missing; write an exact version, for example 1.2.3"],
  },
  {
    says: "nor in a range, even where one was",
    base: [running(undefined, { range: "1.x" })],
    head: [running(undefined, { range: ">=1.0.0" })],
    findings: ['error no-version: ">=1.0.0" is not an exact version; write an exact version, for example 1.2.3'],
  },
  {
    says: "nor come out of one unsoaked",
    base: [running(undefined)],
    head: [running("1.3.0")],
    findings: ["error added: 1.3.0 would be new in prd, and dev runs 1.2.0; start with what dev runs"],
  },
  {
    says: "of two in two namespaces each is looked at",
    base: namespaces("1.0.0", "1.0.0"),
    head: namespaces("1.0.0", "1.2.0"),
    findings: [
      "error soaking: 1.2.0 soaks in dev since 2026-11-10T00:00:00Z; this passes from 2026-11-17T00:00:00Z on (2026-11-17T00:00:00Z)",
    ],
  },
  {
    says: "a follower that keeps what dev rolled back is warned",
    dev: [
      [0, "1.0.0"],
      [1, "1.1.0"],
      [9, "1.0.0"],
    ],
    base: [running("1.1.0")],
    head: [running("1.1.0")],
    findings: ["warning rolled-back-upstream: prd runs 1.1.0, which dev rolled back on 2026-11-10 and runs 1.0.0 now"],
  },
  {
    says: "a move to what dev rolled back is refused",
    dev: [
      [0, "1.0.0"],
      [1, "1.1.0"],
      [9, "1.0.0"],
    ],
    head: [running("1.1.0")],
    findings: [
      "error rollback: 1.1.0 was rolled back in dev on 2026-11-10; it must run and soak there again",
      "warning rolled-back-upstream: prd runs 1.1.0, which dev rolled back on 2026-11-10 and runs 1.0.0 now",
    ],
  },
];

test.each(cases)("$says", ({ dev = soaked, base = [running("1.0.0")], head, rules, decisions, findings }) => {
  const check = checkChange({
    fleet: { environments: [upstream("dev"), follower("prd", "dev", rules)] },
    histories: new Map([["dev", historyOf(dev.map(([days, version]) => [days * 24, version]))]]),
    decisions: { ...noDecisions, ...decisions },
    running: new Map([
      ["dev", [running(dev.at(-1)?.[1])]],
      ["prd", base],
    ]),
    now: start + 10 * day,
    head: new Map([["prd", head]]),
  });
  const lines = check.findings.map(
    ({ severity, rule, message, opensAt }) => `${severity} ${rule}: ${message}${opensAt === undefined ? "" : ` (${opensAt})`}`,
  );
  expect(lines).toEqual(findings);
  expect(check.verdict).toBe(findings.some((line) => line.startsWith("error")) ? "fail" : "pass");
});

const helmfile = (more: string): string =>
  `releases:\n  - name: portal\n    version: 1.0.0\n    values:\n      - values/portal.yaml\n      - ../shared/portal.yaml\n${more}`;
const reachOf = (name: string, more: { readonly after?: string; readonly changedFiles?: readonly string[] }): ReadonlySet<string> =>
  listChangedEnvironments({
    directory: name,
    helmfile: `${name}/helmfile.yaml`,
    before: helmfile(""),
    after: helmfile(""),
    changedFiles: [],
    ...more,
  });

test("what a change does to an environment, versions left out", () => {
  expect([...reachOf("dev", { after: helmfile("    wait: true\n").replace("1.0.0", "1.1.0") })]).toEqual(["helmfile: wait"]);
  const changedFiles = ["dev/helmfile.yaml", "dev/values/portal.yaml", "shared/portal.yaml", "prd/values/other.yaml", "README.md"];
  expect([...reachOf("dev", { changedFiles })]).toEqual(["values/portal.yaml", "/shared/portal.yaml"]);
});

test.each([
  ["warn", "warning", "pass"],
  ["fail", "error", "fail"],
  ["allow", undefined, "pass"],
] as const)("a change that reaches both at once: %s", (together, severity, verdict) => {
  const changedFiles = ["dev/values/portal.yaml", "prd/values/portal.yaml"];
  const check = checkChange({
    fleet: { environments: [upstream("dev"), follower("prd", "dev", { together })] },
    histories: new Map([["dev", historyOf([[0, "1.0.0"]])]]),
    decisions: noDecisions,
    running: new Map([["prd", [running("1.0.0")]]]),
    now: start + 10 * day,
    head: new Map([["prd", [running("1.0.0")]]]),
    reach: new Map([
      ["dev", reachOf("dev", { changedFiles })],
      ["prd", reachOf("prd", { changedFiles })],
    ]),
  });
  expect(check.verdict).toBe(verdict);
  expect(check.findings.map((finding) => [finding.severity, finding.message])).toEqual(
    severity === undefined
      ? []
      : [[severity, "this change reaches dev and prd at once: values/portal.yaml; change dev first, and prd when it has proved itself"]],
  );
});

import { expect, test } from "vitest";
import { day, follower, historyOf, running, start, upstream } from "../../../test/promoted-release.ts";
import type { PromotionRules } from "../../fleet/index.ts";
import { checkChange } from "./check-change.ts";
import { noDecisions, type Decisions } from "../decisions/decisions.ts";
import type { RunningRelease } from "../history/history.ts";
import type { EnvironmentContents } from "./proposed-change.ts";
import type { ReleaseContent } from "../../helmfile/index.ts";

interface Case {
  readonly says: string;
  readonly dev?: readonly (readonly [day: number, version: string])[];
  /** What prd ran; `-` is removed. */
  readonly prd?: readonly (readonly [day: number, version: string])[];
  readonly base?: readonly RunningRelease[];
  readonly head: readonly RunningRelease[];
  readonly rules?: Partial<PromotionRules>;
  readonly decisions?: Partial<Decisions>;
  /** The number of first commits at which the decisions did not stand. */
  readonly newSince?: number;
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

const notSoaked = (version: string): string =>
  `error not-soaked: ${version} has not soaked in dev, which runs 1.2.0; start with a version that has, or approve this one`;
const inHours = (events: readonly (readonly [day: number, version: string])[]): readonly (readonly [hours: number, version: string])[] =>
  events.map(([days, version]) => [days * 24, version]);

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
    findings: ["error not-soaked: 1.3.0 has not soaked in dev, and does not soak there now; upgrade dev first, or approve 1.3.0"],
  },
  {
    says: "a version between two that ran may not",
    head: [running("1.0.5")],
    findings: ["error not-soaked: 1.0.5 has not soaked in dev, and does not soak there now; upgrade dev first, or approve 1.0.5"],
  },
  {
    says: "rolling back to what dev ran is allowed, in a freeze too",
    base: [running("1.1.0")],
    head: [running("1.0.0")],
    decisions: { freeze },
    findings: [],
  },
  {
    says: "rolling back to what prd ran is allowed",
    prd: [
      [0, "0.9.0"],
      [1, "1.1.0"],
    ],
    base: [running("1.1.0")],
    head: [running("0.9.0")],
    findings: [],
  },
  {
    says: "rolling back to what nobody ran is not",
    base: [running("1.1.0")],
    head: [running("0.9.0")],
    findings: ["error rollback: prd has not run 0.9.0, and it has not soaked in dev; go back to a version that ran, or approve this one"],
  },
  {
    says: "rolling back to what is approved is allowed, and told",
    base: [running("1.1.0")],
    head: [running("0.9.0")],
    decisions: { approve: [{ release: "portal", version: "0.9.0", to: "prd", reason: "a fix" }] },
    findings: ["warning never-ran: 0.9.0 is approved, and no environment has run it"],
  },
  {
    says: "rolling back to what dev rolled back is not, unless prd ran it",
    dev: [
      [0, "1.0.0"],
      [1, "1.2.0"],
      [2, "1.0.0"],
      [3, "1.3.0"],
    ],
    base: [running("1.3.0")],
    head: [running("1.2.0")],
    findings: [
      "error rollback: 1.2.0 was rolled back in dev on 2026-11-03; go back to a version that ran, or approve this one",
      "warning rolled-back-upstream: prd runs 1.2.0, which dev rolled back on 2026-11-03 and runs 1.3.0 now",
    ],
  },
  {
    says: "rolling back to what is held is refused",
    base: [running("1.1.0")],
    head: [running("1.0.0")],
    decisions: { hold: [{ release: "portal", version: "1.0.0", reason: "leaks" }] },
    findings: ["error hold: 1.0.0 is held: leaks; use another version, or end the hold in promotion.yaml"],
  },
  {
    says: "what prd itself rolled back needs an approval, though dev still runs it",
    dev: [
      [0, "1.0.0"],
      [1, "1.1.0"],
    ],
    prd: [
      [0, "1.0.0"],
      [8, "1.1.0"],
      [9, "1.0.0"],
    ],
    head: [running("1.1.0")],
    findings: ["error rollback: 1.1.0 was rolled back in prd on 2026-11-10 (commit 0000000000); use a newer version, or approve this one"],
  },
  {
    says: "with an approval it may come back",
    dev: [
      [0, "1.0.0"],
      [1, "1.1.0"],
    ],
    prd: [
      [0, "1.0.0"],
      [8, "1.1.0"],
      [9, "1.0.0"],
    ],
    head: [running("1.1.0")],
    decisions: { approve: [{ release: "portal", version: "1.1.0", to: "prd", reason: "the cause was another" }] },
    newSince: 3,
    findings: [],
  },
  {
    says: "an approval from before prd's rollback does not bring it back",
    dev: [
      [0, "1.0.0"],
      [1, "1.1.0"],
    ],
    prd: [
      [0, "1.0.0"],
      [8, "1.1.0"],
      [9, "1.0.0"],
    ],
    head: [running("1.1.0")],
    decisions: { approve: [{ release: "portal", version: "1.1.0", to: "prd", reason: "CVE" }] },
    newSince: 1,
    findings: [
      "error rollback: 1.1.0 was rolled back in prd on 2026-11-10 (commit 0000000000); use a newer version, or approve this one; its approval is older than that, so a new one needs a new reason",
    ],
  },
  {
    says: "a hold counts for a chart that dev never ran",
    base: [running("9.0.0", { name: "other", chart: "other" })],
    head: [running("9.1.0", { name: "other", chart: "other" })],
    decisions: { hold: [{ release: "other", version: "9.1.0", reason: "leaks" }] },
    findings: ["error hold: 9.1.0 is held: leaks; use another version, or end the hold in promotion.yaml"],
  },
  {
    says: "a hold is named in a freeze as well, because it stays",
    head: [running("1.1.0")],
    decisions: { freeze, hold: [{ release: "portal", version: "1.1.0", reason: "leaks" }] },
    findings: ["error hold: 1.1.0 is held: leaks; use another version, or end the hold in promotion.yaml"],
  },
  {
    says: "an approval does not count in a freeze",
    head: [running("1.2.0")],
    decisions: { freeze, approve: [{ release: "portal", version: "1.2.0", to: "prd", reason: "CVE" }] },
    findings: ["error frozen: prd is frozen until 2026-11-21T00:00:00Z: holidays (2026-11-21T00:00:00Z)"],
  },
  {
    says: "an approval for an emergency does, and is shown",
    head: [running("1.2.0")],
    decisions: { freeze, approve: [{ release: "portal", version: "1.2.0", to: "prd", reason: "CVE", emergency: true }] },
    findings: ["warning emergency: approved as an emergency: CVE"],
  },
  {
    says: "a new release may be an emergency as well",
    base: [],
    head: [running("1.2.0")],
    decisions: { freeze, approve: [{ release: "portal", version: "1.2.0", to: "prd", reason: "CVE", emergency: true }] },
    findings: ["warning emergency: approved as an emergency: CVE"],
  },
  {
    says: "an emergency is for one version",
    head: [running("1.1.0")],
    decisions: { freeze, approve: [{ release: "portal", version: "1.2.0", to: "prd", reason: "CVE", emergency: true }] },
    findings: ["error frozen: prd is frozen until 2026-11-21T00:00:00Z: holidays (2026-11-21T00:00:00Z)"],
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
    findings: ["error hold: 1.1.0 is held: slow; use another version, or end the hold in promotion.yaml"],
  },
  {
    says: "an approval lets pass",
    head: [running("1.2.0")],
    decisions: { approve: [{ release: "portal", version: "1.2.0", to: "prd", reason: "a fix" }] },
    findings: [],
  },
  { says: "removing is allowed", head: [], findings: [] },
  { says: "adding what has soaked is allowed", base: [], head: [running("1.1.0")], findings: [] },
  {
    says: "adding what soaks is not",
    base: [],
    head: [running("1.2.0")],
    findings: [
      "error soaking: 1.2.0 soaks in dev since 2026-11-10T00:00:00Z; this passes from 2026-11-17T00:00:00Z on (2026-11-17T00:00:00Z)",
    ],
  },
  {
    says: "where additions are free it may start with what dev runs, and that is told",
    base: [],
    head: [running("1.2.0")],
    rules: { additions: "free" },
    findings: ["warning added: 1.2.0 is new in prd, and has not soaked in dev"],
  },
  {
    says: "adding what is newer is not",
    base: [],
    head: [running("1.3.0")],
    rules: { additions: "free" },
    findings: [notSoaked("1.3.0")],
  },
  {
    says: "a chart that dev runs under another name is gated as well",
    head: [running("1.0.0"), running("9.0.0", { name: "other" })],
    findings: [notSoaked("9.0.0")],
  },
  {
    says: "and so is its upgrade",
    base: [running("1.0.0", { name: "other" })],
    head: [running("9.0.0", { name: "other" })],
    findings: ["error not-soaked: 9.0.0 has not soaked in dev, and does not soak there now; upgrade dev first, or approve 9.0.0"],
  },
  {
    says: "a second release of what prd runs is allowed",
    base: [running("1.2.0")],
    head: [running("1.2.0"), running("1.2.0", { namespace: "green" }), running("1.2.0", { name: "other" })],
    findings: [],
  },
  {
    says: "but not in another version",
    head: [running("1.0.0"), running("1.2.0", { namespace: "green" })],
    findings: [
      "error soaking: 1.2.0 soaks in dev since 2026-11-10T00:00:00Z; this passes from 2026-11-17T00:00:00Z on (2026-11-17T00:00:00Z)",
    ],
  },
  {
    says: "what was removed within the soak may come back",
    prd: [
      [0, "1.2.0"],
      [9, "-"],
    ],
    base: [],
    head: [running("1.2.0")],
    findings: [],
  },
  {
    says: "not in another version",
    prd: [
      [0, "1.0.0"],
      [9, "-"],
    ],
    base: [],
    head: [running("1.3.0")],
    findings: [notSoaked("1.3.0")],
  },
  {
    says: "adding what dev rolled back is refused",
    dev: [
      [0, "1.0.0"],
      [1, "1.2.0"],
      [9, "1.0.0"],
    ],
    head: [running("1.0.0"), running("1.2.0", { name: "other" })],
    findings: ["error rollback: 1.2.0 was rolled back in dev on 2026-11-10; use another version, or approve this one"],
  },
  {
    says: "adding what is held is refused, under any name",
    head: [running("1.0.0"), running("1.1.0", { name: "other" })],
    decisions: { hold: [{ release: "portal", version: "1.1.0", reason: "slow" }] },
    findings: ["error hold: 1.1.0 is held: slow; use another version, or end the hold in promotion.yaml"],
  },
  {
    says: "adding what is not verified is refused",
    base: [],
    head: [running("1.1.0")],
    rules: { verify: "./healthy.sh" },
    findings: ["error verification: 1.1.0 is held: soaked, and not verified yet; approve it, because desalt verifies only upgrades"],
  },
  {
    says: "adding in a freeze is refused",
    base: [],
    head: [running("1.1.0")],
    decisions: { freeze },
    findings: ["error frozen: prd is frozen until 2026-11-21T00:00:00Z: holidays (2026-11-21T00:00:00Z)"],
  },
  {
    says: "adding a chart that dev never ran is allowed, and told",
    base: [],
    head: [running("9.0.0", { name: "other", chart: "other" })],
    findings: ["warning added: dev never ran chart other, so prd may use any version of it"],
  },
  {
    says: "but not where it is strict",
    base: [],
    head: [running("9.0.0", { name: "other", chart: "other" })],
    rules: { strict: true },
    findings: ["error added: dev never ran chart other; let dev run it first, or approve 9.0.0"],
  },
  {
    says: "strict, with an approval, it is",
    base: [],
    head: [running("9.0.0", { name: "other", chart: "other" })],
    rules: { strict: true },
    decisions: { approve: [{ release: "other", version: "9.0.0", to: "prd", reason: "new" }] },
    findings: ["warning never-ran: 9.0.0 is approved, and no environment has run it"],
  },
  {
    says: "another chart counts as added",
    head: [running("9.0.0", { chart: "fork" })],
    findings: ["error added: dev never ran release portal with chart fork; let dev run it first, or approve 9.0.0"],
  },
  {
    says: "a chart from where dev never took it is refused",
    head: [running("1.0.0", { repositoryUrl: "https://other.example.com/" })],
    findings: [
      "error source: chart portal comes from https://other.example.com instead of https://charts.example.com, where the same version may have other content; dev has never taken it from there; let dev do so first, approve 1.0.0, or declare a mirror in sources",
    ],
  },
  {
    says: "in a new release as well",
    head: [running("1.0.0"), running("1.1.0", { name: "other", repositoryUrl: "https://other.example.com" })],
    findings: [
      "error source: chart portal comes from https://other.example.com, where the same version may have other content; dev has never taken it from there; let dev do so first, approve 1.1.0, or declare a mirror in sources",
    ],
  },
  {
    says: "from a folder as well",
    head: [running("1.0.0", { chart: "./charts/portal" })],
    findings: [
      "error source: chart ./charts/portal comes from a local folder instead of https://charts.example.com, where the same version may have other content; dev has never taken it from there; let dev do so first, approve 1.0.0, or declare a mirror in sources",
    ],
  },
  {
    says: "a mirror of prd's own may stay, for new releases too",
    base: [running("1.0.0", { repositoryUrl: "https://mirror.example.com" })],
    head: [
      running("1.1.0", { repositoryUrl: "https://mirror.example.com" }),
      running("1.1.0", { name: "other", repositoryUrl: "https://mirror.example.com/" }),
    ],
    findings: [],
  },
  {
    says: "another spelling of an address is the same address",
    head: [running("1.1.0", { repositoryUrl: "https://Charts.example.com:443//" })],
    findings: [],
  },
  {
    says: "to where dev took it once it may go, and that is told",
    base: [running("1.0.0", { repositoryUrl: "https://old.example.com" })],
    head: [running("1.0.0")],
    findings: [
      "warning source: chart portal comes from https://charts.example.com instead of https://old.example.com, where the same version may have other content",
    ],
  },
  {
    says: "a version cannot hide in a template",
    head: [running(undefined)],
    findings: ["error no-version: it has no exact version; write an exact version, for example 1.2.3"],
  },
  {
    says: "nor in a range, even where one was",
    base: [running(undefined, { range: "1.x" })],
    head: [running(undefined, { range: ">=1.0.0" })],
    findings: ["error no-version: it has no exact version; write an exact version, for example 1.2.3"],
  },
  {
    says: "nor come out of one unsoaked",
    base: [running(undefined)],
    head: [running("1.3.0")],
    findings: [notSoaked("1.3.0")],
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
      "error rollback: 1.1.0 was rolled back in dev on 2026-11-10; use a newer version, or approve this one",
      "warning rolled-back-upstream: prd runs 1.1.0, which dev rolled back on 2026-11-10 and runs 1.0.0 now",
    ],
  },
];

test.each(cases)("$says", ({ dev = soaked, prd, base = [running("1.0.0")], head, rules, decisions, newSince = 0, findings }) => {
  const earlier = Array.from({ length: newSince }, (_, index) => [String(index).padStart(40, "0"), noDecisions] as const);
  const check = checkChange({
    earlier: new Map(earlier),
    fleet: { environments: [upstream("dev"), follower("prd", "dev", rules)] },
    histories: new Map([["dev", historyOf(inHours(dev))], ...(prd === undefined ? [] : [["prd", historyOf(inHours(prd))] as const])]),
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

const contentsOf = (replicas: string): ReleaseContent => ({
  name: "portal",
  chart: "shared/portal",
  parts: new Map([["values:replicas", { digest: replicas, files: new Map() }]]),
  versions: new Map(),
});
const sideOf = (replicas: string): EnvironmentContents["before"] => ({
  path: "helmfile.yaml",
  isRead: true,
  texts: new Map(),
  listReleases: () => [contentsOf(replicas)],
});

test.each([
  ["warn", "warning", "pass"],
  ["fail", "error", "fail"],
  ["allow", undefined, "pass"],
] as const)("a change that reaches both at once: %s", (together, severity, verdict) => {
  const changed = { before: sideOf("1"), after: sideOf("2") };
  const check = checkChange({
    fleet: { environments: [upstream("dev"), follower("prd", "dev", { together })] },
    histories: new Map([["dev", historyOf([[0, "1.0.0"]])]]),
    decisions: noDecisions,
    running: new Map([["prd", [running("1.0.0")]]]),
    now: start + 10 * day,
    head: new Map([["prd", [running("1.0.0")]]]),
    reach: new Map([
      ["dev", changed],
      ["prd", changed],
    ]),
  });
  expect(check.verdict).toBe(verdict);
  expect(check.findings.map((finding) => [finding.severity, finding.message])).toEqual(
    severity === undefined
      ? []
      : [[severity, "this change reaches dev and prd at once: values (replicas); change dev first, and prd when it has proved itself"]],
  );
});

import { describe, expect, test } from "vitest";
import { day, follower, historyOf, hour, running, start, upstream } from "../../../test/promoted-release.ts";
import { releaseOf } from "../../../test/resolved-fleet.ts";
import type { PromotionRules } from "../../fleet/index.ts";
import { computeGates } from "./compute-gates.ts";
import { noDecisions, type Decisions } from "../decisions/decisions.ts";
import type { Gate, Gates, Verification } from "./gate.ts";
import type { HelmfileAt } from "../history/history.ts";

interface Case {
  readonly says: string;
  /** What dev ran from which day on. */
  readonly dev: readonly (readonly [day: number, version: string])[];
  readonly prd?: string;
  readonly today: number;
  readonly rules?: Partial<PromotionRules> & { readonly soak?: number };
  readonly decisions?: Partial<Decisions>;
  /** What had been decided when the freeze began. */
  readonly earlier?: Partial<Decisions>;
  /** What stood at the third commit. */
  readonly atRollback?: Partial<Decisions>;
  readonly verifications?: readonly Partial<Verification>[];
  readonly gate: readonly string[];
}

const at = (days: number): string => new Date(start + days * day).toISOString().replace(".000Z", "Z");
const approve = [{ release: "portal", version: "1.1.0", to: "prd", reason: "a fix" }];
const hold = [{ release: "portal", version: "1.1.0", reason: "slow" }];
const freeze = [{ from: start + 7 * day, until: start + 20 * day, reason: "holidays" }];
const asked = { environment: "prd", release: "portal", chart: "portal", version: "1.1.0", at: at(9), ok: true, reason: "fine" };

const cases: readonly Case[] = [
  {
    says: "nothing soaked yet",
    dev: [
      [0, "1.0.0"],
      [2, "1.1.0"],
    ],
    today: 5,
    gate: ["1.1.0 opens on day 9"],
  },
  {
    says: "a version that ran long enough",
    dev: [
      [0, "1.0.0"],
      [2, "1.1.0"],
    ],
    today: 9,
    gate: ["1.1.0 by soak"],
  },
  {
    says: "an older one that soaked while a newer one soaks",
    dev: [
      [0, "1.1.0"],
      [9, "1.2.0"],
    ],
    today: 10,
    gate: ["1.1.0 by soak", "1.2.0 opens on day 16"],
  },
  {
    says: "a fast chart goes on soaking in its successors",
    dev: [
      [0, "1.1.0"],
      [3, "1.2.0"],
      [6, "1.3.0"],
    ],
    today: 8,
    gate: ["1.1.0 by superseded", "1.2.0 opens on day 10", "1.3.0 opens on day 13"],
  },
  {
    says: "a version that ran for less than a day does not",
    dev: [
      [0, "1.1.0"],
      [0.5, "1.2.0"],
    ],
    today: 8,
    gate: ["1.2.0 by soak"],
  },
  {
    says: "nor does one whose major was left",
    dev: [
      [0, "1.1.0"],
      [3, "2.0.0"],
    ],
    today: 8,
    gate: ["2.0.0 opens on day 10"],
  },
  {
    says: "restarts: only the whole soak itself counts",
    dev: [
      [0, "1.1.0"],
      [8, "1.2.0"],
      [10, "1.3.0"],
    ],
    today: 16,
    rules: { superseded: "restarts" },
    gate: ["1.1.0 by soak", "1.3.0 opens on day 17"],
  },
  {
    says: "a rollback takes all that was earned",
    dev: [
      [0, "1.0.0"],
      [1, "1.1.0"],
      [9, "1.2.0"],
      [10, "1.0.0"],
    ],
    today: 11,
    gate: ["1.1.0 rollback: was rolled back in dev on 2026-11-11", "1.2.0 rollback: was rolled back in dev on 2026-11-11"],
  },
  {
    says: "what is at or below the target of a rollback keeps it",
    dev: [
      [0, "1.1.0"],
      [9, "1.2.0"],
      [10, "1.1.0"],
    ],
    today: 11,
    gate: ["1.1.0 by soak", "1.2.0 rollback: was rolled back in dev on 2026-11-11"],
  },
  {
    says: "after a rollback it must run and soak again",
    dev: [
      [0, "1.0.0"],
      [1, "1.1.0"],
      [9, "1.0.0"],
      [10, "1.1.0"],
    ],
    today: 12,
    gate: ["1.1.0 opens on day 17"],
  },
  {
    says: "a release that was removed stays gated and earned nothing",
    dev: [
      [0, "1.1.0"],
      [9, "-"],
    ],
    today: 10,
    gate: ["1.1.0 rollback: was removed in dev on 2026-11-10"],
  },
  {
    says: "a template ends what soaked",
    dev: [
      [0, "1.1.0"],
      [9, "?"],
    ],
    today: 10,
    gate: ["1.1.0 rollback: gave way to a range or a template in dev on 2026-11-10"],
  },
  {
    says: "after a commit that nobody can read a version begins again",
    dev: [
      [0, "1.1.0"],
      [3, "!"],
      [4, "1.1.0"],
    ],
    today: 7,
    gate: ["1.1.0 opens on day 11"],
  },
  {
    says: "with and without v it is the same version",
    dev: [
      [0, "v1.1.0"],
      [3, "1.1.0"],
    ],
    prd: "v1.0.0",
    today: 7,
    gate: ["v1.1.0 by soak"],
  },
  {
    says: "a date in the future gives no time",
    dev: [
      [0, "1.0.0"],
      [50, "1.1.0"],
    ],
    today: 20,
    gate: ["1.1.0 opens on day 27"],
  },
  {
    says: "a date before the last one gives no time",
    dev: [
      [10, "1.0.0"],
      [1, "1.1.0"],
    ],
    today: 12,
    gate: ["1.1.0 opens on day 17"],
  },
  { says: "an approval opens early", dev: [[0, "1.1.0"]], today: 1, decisions: { approve }, gate: ["1.1.0 by approval"] },
  {
    says: "a hold is stronger than an approval and soak",
    dev: [[0, "1.1.0"]],
    today: 9,
    decisions: { approve, hold },
    gate: ["1.1.0 hold: slow"],
  },
  {
    says: "a hold ends",
    dev: [[0, "1.1.0"]],
    today: 9,
    decisions: { hold: hold.map((one) => ({ ...one, until: start + 9 * day })) },
    gate: ["1.1.0 by soak"],
  },
  {
    says: "in a freeze nothing opens",
    dev: [[0, "1.1.0"]],
    today: 8,
    decisions: { freeze: [{ from: start + 6 * day, until: start + 20 * day, reason: "holidays" }] },
    gate: ["frozen", "1.1.0 opens on day 20"],
  },
  {
    says: "what had opened before a freeze stays",
    dev: [[0, "1.1.0"]],
    today: 8,
    decisions: { freeze: [{ from: start + 7 * day, until: start + 20 * day, reason: "holidays" }] },
    gate: ["frozen", "1.1.0 by soak"],
  },
  {
    says: "an approval opens nothing in a freeze",
    dev: [[6, "1.1.0"]],
    today: 8,
    decisions: { approve, freeze },
    gate: ["frozen", "1.1.0 freeze: approved, and opens when the freeze ends on 2026-11-21T00:00:00Z"],
  },
  {
    says: "an emergency opens in a freeze, soaked or not",
    dev: [[6, "1.1.0"]],
    today: 15,
    decisions: { approve: approve.map((one) => ({ ...one, emergency: true })), freeze },
    gate: ["frozen", "1.1.0 by approval"],
  },
  {
    says: "what was approved before a freeze stays",
    dev: [[6, "1.1.0"]],
    today: 8,
    decisions: { approve, freeze },
    earlier: { approve },
    gate: ["frozen", "1.1.0 by approval"],
  },
  {
    says: "a hold that ends in a freeze opens nothing",
    dev: [[0, "1.1.0"]],
    today: 9,
    decisions: { hold: hold.map((one) => ({ ...one, until: start + 8 * day })), freeze },
    gate: ["frozen", "1.1.0 opens on day 20"],
  },
  {
    says: "a hold that was taken away in a freeze opens nothing",
    dev: [[0, "1.1.0"]],
    today: 9,
    decisions: { freeze },
    earlier: { hold },
    gate: ["frozen", "1.1.0 opens on day 20"],
  },
  {
    says: "what is verified in a freeze opens after it, and nothing is asked until then",
    dev: [
      [0, "1.1.0"],
      [1, "1.2.0"],
    ],
    today: 9,
    rules: { verify: "./check", soak: 5 * day },
    verifications: [asked],
    decisions: { freeze },
    gate: ["frozen", "1.1.0 opens on day 20", "1.2.0 verification: soaked, and not verified yet"],
  },
  {
    says: "what was verified before a freeze stays",
    dev: [[0, "1.1.0"]],
    today: 9,
    rules: { verify: "./check", soak: 5 * day },
    verifications: [{ at: at(6) }],
    decisions: { freeze },
    gate: ["frozen", "1.1.0 by soak"],
  },
  {
    says: "a freeze of other environments is none",
    dev: [[0, "1.1.0"]],
    today: 8,
    decisions: { freeze: [{ from: start, until: start + 20 * day, environments: ["stg"], reason: "holidays" }] },
    gate: ["1.1.0 by soak"],
  },
  {
    says: "what is not verified is held",
    dev: [[0, "1.1.0"]],
    today: 8,
    rules: { verify: "./check" },
    gate: ["1.1.0 verification: soaked, and not verified yet"],
  },
  {
    says: "what was verified opens",
    dev: [[0, "1.1.0"]],
    today: 8,
    rules: { verify: "./check" },
    verifications: [asked],
    gate: ["1.1.0 by soak"],
  },
  {
    says: "what failed is held with its reason",
    dev: [[0, "1.1.0"]],
    today: 8,
    rules: { verify: "./check" },
    verifications: [{ ...asked, ok: false, reason: "2 pods crash" }],
    gate: ["1.1.0 verification: 2 pods crash"],
  },
  {
    says: "a result from before a rollback says nothing",
    dev: [
      [0, "1.1.0"],
      [10, "1.0.0"],
      [11, "1.1.0"],
    ],
    today: 18,
    rules: { verify: "./check" },
    verifications: [asked],
    gate: ["1.1.0 verification: soaked, and not verified yet"],
  },
  {
    says: "a follower starves where nothing runs for the minimum, an old rollback notwithstanding",
    dev: [
      [0, "1.9.0"],
      [0.5, "1.0.0"],
      [1, "1.1.0"],
      [1.5, "1.2.0"],
      [2, "1.3.0"],
      [2.5, "1.4.0"],
    ],
    today: 3,
    rules: { soak: 2 * day },
    gate: [
      "1.4.0 opens on day 4.5",
      "1.9.0 rollback: was rolled back in dev on 2026-11-01",
      'starved: dev upgrades portal every 12 hours, and has been ahead for 2 days; no version ran for 1 day itself: a shorter "superseded": { "minimum" } or a slower schedule in dev would help',
    ],
  },
  {
    says: "a strict environment starves behind a fast one",
    dev: [
      [0, "1.1.0"],
      [3, "1.2.0"],
      [6, "1.3.0"],
    ],
    today: 8,
    rules: { superseded: "restarts" },
    gate: [
      "1.3.0 opens on day 13",
      'starved: dev upgrades portal every 3 days, and has been ahead for 8 days; no version ran for 7 days itself: "superseded": "continues", a shorter soak or a slower schedule in dev would help',
    ],
  },
];

test.each(cases)("$says", (one) => {
  expect(showGate(gatesOf(one).gates[0])).toEqual(one.gate);
});

function gatesOf({
  dev,
  prd = "1.0.0",
  today,
  rules = {},
  decisions = {},
  earlier,
  atRollback,
  verifications = [],
}: Omit<Case, "says" | "gate">): Gates {
  return computeGates({
    earlier: new Map<number | string, Decisions>([
      ...freeze.flatMap(({ from }) => (earlier === undefined ? [] : [[from, { ...noDecisions, ...earlier }] as const])),
      ...(atRollback === undefined ? [] : [["2".padStart(40, "0"), { ...noDecisions, ...atRollback }] as const]),
    ]),
    fleet: { environments: [upstream("dev"), follower("prd", "dev", rules)] },
    histories: new Map([["dev", historyOf(dev.map(([days, version]) => [days * 24, version]))]]),
    decisions: { ...noDecisions, ...decisions },
    running: new Map([["prd", [running(prd)]]]),
    now: start + today * day,
    verifications: verifications.map((result) => ({ ...asked, ...result })),
  });
}

function showGate(gate: Gate | undefined): readonly string[] {
  if (gate === undefined) return ["no gate"];
  return [
    ...(gate.frozen === undefined ? [] : ["frozen"]),
    ...gate.allowed.map(({ version, by }) => `${version} by ${by}`),
    ...gate.soaking.map(({ version, opensAt }) => `${version} opens on day ${(Date.parse(opensAt) - start) / day}`),
    ...gate.held.map(({ version, by, reason }) => `${version} ${by}: ${reason}`),
    ...(gate.starved === undefined ? [] : [`starved: ${gate.starved}`]),
  ];
}

test("a release of a hand-kept helmfile may soak for a time of its own; a name that is not there is told", () => {
  const prd = {
    ...follower("prd", "dev"),
    soaks: new Map(["portal", "portl"].map((name) => [name, { patch: day, minor: 3 * day, major: day }])),
  };
  const { gates, warnings } = computeGates({
    fleet: { environments: [upstream("dev"), prd] },
    histories: new Map([["dev", historyOf([[0, "1.1.0"]])]]),
    decisions: noDecisions,
    running: new Map([["prd", [running("1.0.0")]]]),
    now: start + 2 * day,
  });
  expect(showGate(gates[0])).toEqual(["1.1.0 opens on day 3"]);
  expect(warnings).toEqual(['prd: "soaks" names release "portl", which does not exist; did you mean "portal"? releases: portal']);
});

test("an approval of what was rolled back says that it ran, and what became of it, if it is the newer one", () => {
  const dev = [
    [0, "1.0.0"],
    [1, "1.1.0"],
    [2, "1.0.0"],
  ] as const;
  const stood = (then: Partial<Decisions>): Gate | undefined =>
    gatesOf({ dev, today: 3, decisions: { approve }, atRollback: then }).gates[0];
  const opened = [{ version: "1.1.0", by: "approval", reason: "a fix", lost: "was rolled back in dev on 2026-11-03" }];
  expect(stood({})?.allowed).toEqual(opened);
  expect(stood({ approve: [{ release: "portal", version: "1.1.0", to: "prd", reason: "another" }] })?.allowed).toEqual(opened);
  expect(stood({ approve })?.allowed).toEqual([]);
  expect(showGate(stood({ approve }))).toEqual(["1.1.0 rollback: was rolled back in dev on 2026-11-03"]);
});

test("in a freeze no script is asked", () => {
  const [gate] = gatesOf({ dev: [[0, "1.1.0"]], today: 9, rules: { verify: "./check" }, decisions: { freeze } }).gates;
  expect(gate?.held).toEqual([{ version: "1.1.0", reason: "soaked, and not verified yet", by: "verification" }]);
});

test("a gate is ready to be written as JSON", () => {
  expect(
    gatesOf({
      dev: [
        [0, "1.1.0"],
        [8, "1.2.0"],
      ],
      today: 10,
    }),
  ).toEqual({
    gates: [
      {
        environment: "prd",
        upstream: "dev",
        release: "portal",
        chart: "portal",
        repositoryUrl: "https://charts.example.com",
        oci: false,
        current: "1.0.0",
        allowed: [{ version: "1.1.0", since: at(0), until: at(8), commit: "0".repeat(40), by: "soak", soak: 7 * day }],
        soaking: [{ version: "1.2.0", since: at(8), opensAt: at(15), soak: 7 * day }],
        held: [],
      },
    ],
    drift: [],
    warnings: [],
  });
});

test("odd dates are named", () => {
  const { warnings } = gatesOf({
    dev: [
      [5, "1.0.0"],
      [1, "1.1.0"],
      [50, "1.2.0"],
    ],
    today: 20,
  });
  expect(warnings).toEqual([
    "dev: commit 0000000000 (2026-12-21T00:00:00.000Z) is dated in the future, so that what it brings has no time until then",
    "dev: commit 0000000000 (2026-11-02T00:00:00.000Z) is dated before the commit it follows, so it counts from that one's date",
  ]);
});

test("a follower that is ahead drifts", () => {
  expect(gatesOf({ dev: [[0, "1.1.0"]], prd: "1.3.0", today: 1 }).drift).toEqual([
    { environment: "prd", release: "portal", version: "1.3.0", upstream: "1.1.0" },
  ]);
});

test("soak by kind of update, seen from the follower, and a release's own", () => {
  const soak = { patch: 2 * day, minor: 7 * day, major: 30 * day };
  const prd = { ...follower("prd", "dev"), soak };
  const slow = {
    ...prd,
    releases: [releaseOf("portal", { chart: "example/portal", soak: { patch: 10 * day, minor: 20 * day, major: 40 * day } })],
  };
  const histories = new Map([
    [
      "dev",
      historyOf([
        [0, "1.0.1"],
        [48, "1.1.0"],
        [9 * 24, "2.0.0"],
      ]),
    ],
  ]);
  const shared = { histories, decisions: noDecisions, running: new Map([["prd", [running("1.0.0")]]]), now: start + 10 * day };
  const [gate] = computeGates({ ...shared, fleet: { environments: [upstream("dev"), prd] } }).gates;
  expect(showGate(gate)).toEqual(["1.0.1 by soak", "1.1.0 by soak", "2.0.0 opens on day 39"]);
  const [slower] = computeGates({ ...shared, fleet: { environments: [upstream("dev"), slow] } }).gates;
  expect(showGate(slower)).toEqual(["2.0.0 opens on day 49"]);
});

describe("several environments and releases", () => {
  const now = start + 10 * day;
  const decisions = noDecisions;

  test("in a chain each environment follows the one before it", () => {
    const fleet = { environments: [upstream("dev"), follower("stg", "dev"), follower("prd", "stg")] };
    const histories = new Map([
      ["dev", historyOf([[0, "1.2.0"]])],
      ["stg", historyOf([[0, "1.1.0"]])],
    ]);
    const now2 = new Map([
      ["stg", [running("1.1.0")]],
      ["prd", [running("1.0.0")]],
    ]);
    const { gates } = computeGates({ fleet, histories, decisions, running: now2, now });
    expect(gates.map((gate) => [gate.environment, ...showGate(gate)])).toEqual([
      ["stg", "1.2.0 by soak"],
      ["prd", "1.1.0 by soak"],
    ]);
  });

  test("releases that the upstream never had have a gate only where it is strict", () => {
    const histories = new Map([["dev", historyOf([[0, "1.2.0"]])]]);
    const other = new Map([["prd", [running("1.0.0", { name: "other", chart: "other" })]]]);
    const gates = (strict: boolean): readonly Gate[] =>
      computeGates({
        fleet: { environments: [upstream("dev"), follower("prd", "dev", { strict })] },
        histories,
        decisions,
        running: other,
        now,
      }).gates;
    expect(gates(false)).toEqual([]);
    expect(gates(true).map(showGate)).toEqual([[]]);
  });

  test("a release with another chart than upstream's stays shut, and that is said", () => {
    const histories = new Map([["dev", historyOf([[0, "1.2.0"]])]]);
    const fork = new Map([["prd", [running("1.0.0", { chart: "portal-fork" })]]]);
    const { gates, warnings } = computeGates({
      fleet: { environments: [upstream("dev"), follower("prd", "dev")] },
      histories,
      decisions,
      running: fork,
      now,
    });
    expect(gates.map(showGate)).toEqual([[]]);
    expect(warnings).toEqual(["prd: release portal uses chart portal-fork, which dev never ran under that name, so nothing opens"]);
  });

  test("a chart that came from another repository begins anew in the upstream, and may differ between environments", () => {
    const moved = historyOf([
      [0, "1.2.0"],
      [9 * 24, "1.2.0"],
    ]).map((entry, index) => ({
      ...entry,
      releases: [running("1.2.0", { repositoryUrl: index === 0 ? "https://old.example.com/" : "https://new.example.com" })],
    }));
    const { gates } = computeGates({
      fleet: { environments: [upstream("dev"), follower("prd", "dev")] },
      histories: new Map([["dev", moved]]),
      decisions,
      running: new Map([["prd", [running("1.0.0", { repositoryUrl: "https://mirror.example.com" })]]]),
      now,
    });
    expect(gates.map(showGate)).toEqual([["1.2.0 opens on day 16"]]);
  });

  test("two releases of one chart share the stricter gate", () => {
    const both = (blue: string, green: string, hours: number): HelmfileAt => ({
      commit: { id: `at ${hours}`, time: start + hours * hour },
      releases: [running(blue, { name: "blue" }), running(green, { name: "green" })],
    });
    const history = [both("1.1.0", "1.0.0", 0), both("1.1.0", "1.1.0", 8 * 24)];
    const { gates } = computeGates({
      fleet: { environments: [upstream("dev"), follower("prd", "dev")] },
      histories: new Map([["dev", history]]),
      decisions,
      running: new Map([["prd", [running("1.0.0", { name: "blue" }), running("1.0.0", { name: "green" })]]]),
      now,
    });
    expect(gates.map((gate) => [gate.release, gate.sharedWith, ...showGate(gate)])).toEqual([
      ["blue", ["green"], "1.1.0 shared: release green uses the same chart, and its gate is shut"],
      ["green", ["blue"], "1.1.0 opens on day 15"],
    ]);
  });
});

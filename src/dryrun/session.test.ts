import { beforeAll, describe, expect, it, vi } from "vitest";
import { execa } from "execa";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ChartVersion, Fixtures } from "./fixtures/fixtures.generated.ts";
import type { Plan } from "./plan/plan.generated.ts";
import type { PlannedRepository } from "./planned-repository.ts";
import { planRepositories } from "./session.ts";

interface Release {
  readonly name: string;
  readonly chart: string;
  readonly version: string;
}

const classic = "https://charts.example.com";
const guarded = "https://private.example.com/stable";
const oci = "oci://ghcr.io/example/charts";
const password = "fixture-pass-1";
const now = "2026-11-18T12:00:00Z";

const fixtures: Fixtures = {
  charts: {
    [classic]: {
      billing: ["3.1.0", "3.2.0"],
      fresh: ["1.0.0", young("1.1.0")],
      aging: ["1.0.0", "1.1.0", young("1.2.0")],
      future: ["1.0.0", { version: "1.1.0", released: "2026-11-19" }],
    },
    [guarded]: { ledger: ["1.0.0", "1.1.0"] },
    [oci]: { portal: ["2.4.0", "2.5.0"] },
  },
  credentials: { [guarded]: { username: "robot", password }, [oci]: { username: "robot", password } },
};

function young(version: string): ChartVersion {
  return { version, released: "2026-11-16T12:00:00Z" };
}

function helmfile(releases: readonly Release[]): string {
  const repositories = [
    "platform\n    url: https://charts.example.com",
    "guarded\n    url: https://private.example.com/stable",
    "shared\n    url: ghcr.io/example/charts\n    oci: true",
    "gone\n    url: https://gone.example.com",
  ];
  return [
    "repositories:",
    ...repositories.map((entry) => `  - name: ${entry}`),
    "releases:",
    ...releases.map(({ name, chart, version }) => `  - name: ${name}\n    chart: ${chart}\n    version: ${version}`),
    "",
  ].join("\n");
}

function repository(name: string, releases: readonly Release[], config: object | string): PlannedRepository {
  const text = typeof config === "string" ? config : JSON.stringify(config);
  return { name: `acme/${name}`, files: { "dev/helmfile.yaml": helmfile(releases), "renovate.json": text } };
}

const billing = { name: "billing", chart: "platform/billing", version: "3.1.0" };
const ledger = { name: "ledger", chart: "guarded/ledger", version: "1.0.0" };
const portal = { name: "portal", chart: "shared/portal", version: "2.4.0" };

function hostRules(secret: string) {
  return [
    { matchHost: "https://private.example.com/stable", username: "robot", password: secret },
    { matchHost: "ghcr.io", username: "robot", password: secret },
  ];
}

describe("one start of Renovate", () => {
  const plans = new Map<string, Plan>();
  const progress: string[] = [];
  let leftovers: readonly string[] = [];

  function planOf(name: string): Plan {
    const plan = plans.get(`acme/${name}`);
    if (plan === undefined) throw new Error(`no plan of ${name}`);
    return plan;
  }

  beforeAll(async () => {
    const temporary = await mkdtemp(join(tmpdir(), "session-"));
    vi.stubEnv("TMPDIR", temporary);
    const directory = join(temporary, "uncommitted");
    await mkdir(directory);
    await execa("git", ["init", "--quiet"], { cwd: directory });
    await writeFile(join(directory, "helmfile.yaml"), helmfile([billing]));
    await writeFile(join(directory, "ignored.helmfile.yaml"), "");
    await writeFile(join(directory, ".gitignore"), "ignored.*\n");

    const split = { additionalBranchPrefix: "{{packageFileDir}}-", commitMessageSuffix: "({{packageFileDir}})" };
    const repositories: readonly PlannedRepository[] = [
      {
        name: "acme/split",
        files: {
          "dev/helmfile.yaml": helmfile([billing]),
          "prd/helmfile.yaml": helmfile([{ ...billing, name: "billing-api" }]),
          "renovate.json": JSON.stringify(split),
        },
        releasesOf: (file) => [{ name: file.startsWith("prd") ? "billing-api" : "billing", chart: "platform/billing", version: "3.1.0" }],
        environmentOf: (file) => (file.startsWith("prd") ? "production" : undefined),
      },
      repository("private", [ledger, portal], { hostRules: hostRules("{{ secrets.ROBOT }}") }),
      repository("anonymous", [ledger, portal], {}),
      repository("wrong", [ledger, portal], { hostRules: hostRules("{{ secrets.WRONG }}") }),
      repository(
        "age",
        [
          { name: "fresh", chart: "platform/fresh", version: "1.0.0" },
          { name: "aging", chart: "platform/aging", version: "1.0.0" },
          { name: "future", chart: "platform/future", version: "1.0.0" },
        ],
        { minimumReleaseAge: "7 days" },
      ),
      repository("schedule", [billing], { timezone: "Asia/Tokyo", schedule: ["before 5am on Monday"] }),
      repository("approval", [billing], { dependencyDashboardApproval: true }),
      repository("marked", [billing, { name: "fresh", chart: "platform/fresh", version: "1.0.0" }], {
        automerge: true,
        labels: ["upgrade"],
        addLabels: ["dev"],
        assignees: ["alice"],
        reviewers: ["bob"],
        prPriority: 3,
        groupName: "payments",
      }),
      repository("pinned", [billing], { packageRules: [{ matchPackageNames: ["billing"], enabled: false }] }),
      repository("gated", [billing], { packageRules: [{ matchPackageNames: ["billing"], allowedVersions: "/^$/" }] }),
      repository("invalid", [billing], { automrge: true }),
      repository("syntax", [billing], '{ "labels": [ }'),
      repository(
        "unfixtured",
        [
          { name: "lost", chart: "gone/lost", version: "1.0.0" },
          { name: "absent", chart: "platform/absent", version: "1.0.0" },
        ],
        {},
      ),
      repository("exposed", [billing], { additionalBranchPrefix: "gizmo-" }),
      { name: "acme/uncommitted", directory },
    ];
    const secrets = { ROBOT: password, WRONG: "wrong-pass-1", ROBOT_USERNAME: "gizmo" };
    const all = await planRepositories({ ...fixtures, repositories, secrets, now, onProgress: (text) => progress.push(text) });
    for (const [index, plan] of all.entries()) plans.set(repositories[index]?.name ?? "", plan);
    leftovers = await readdir(temporary);
    vi.unstubAllEnvs();
    await rm(temporary, { recursive: true });
  }, 120_000);

  it("plans dev and production apart, with the same version, release names and environments", () => {
    const file = (path: string, release: string) => [{ release, chart: "billing", from: "3.1.0", to: "3.2.0", type: "minor", file: path }];
    expect(planOf("split").pullRequests).toEqual([
      {
        environment: "dev",
        branch: "renovate/dev-billing-3.x",
        title: "Update Helm release billing to v3.2.0 (dev)",
        state: "opens-now",
        updates: file("dev/helmfile.yaml", "billing"),
      },
      {
        environment: "production",
        branch: "renovate/prd-billing-3.x",
        title: "Update Helm release billing to v3.2.0 (prd)",
        state: "opens-now",
        updates: file("prd/helmfile.yaml", "billing-api"),
      },
    ]);
    expect(planOf("split")).toMatchObject({ waiting: [], problems: [] });
  });

  it("sees private classic and OCI registries with the right secret", () => {
    const plan = planOf("private");
    expect(plan.pullRequests.map(({ title, state }) => [title, state])).toEqual([
      ["Update Helm release ledger to v1.1.0", "opens-now"],
      ["Update portal Docker tag to v2.5.0", "opens-now"],
    ]);
    expect(plan.problems).toEqual([]);
  });

  it.each(["anonymous", "wrong"])("reports versions behind credentials as unknown: %s", (name) => {
    const plan = planOf(name);
    expect(plan.pullRequests).toEqual([]);
    expect(plan.problems).toEqual([
      {
        severity: "error",
        message: 'versions of "ledger" are unknown because the lookup at private.example.com failed: 401 Unauthorized',
        file: "dev/helmfile.yaml",
      },
      {
        severity: "error",
        message: 'versions of "portal" are unknown because the lookup at ghcr.io failed: 401 Unauthorized',
        file: "dev/helmfile.yaml",
      },
    ]);
  });

  it("lets versions wait until they are old enough, and does not know what is not released yet", () => {
    const plan = planOf("age");
    const until = "2026-11-23T12:30:00.000Z";
    expect(plan.pullRequests.map(({ title, state, reason, until: moment }) => ({ title, state, reason, until: moment }))).toEqual([
      { title: "Update Helm release aging to v1.1.0", state: "opens-now" },
      { title: "Update Helm release fresh to v1.1.0", state: "waits", reason: "minimum age of 7 days", until },
    ]);
    const file = "dev/helmfile.yaml";
    expect(plan.waiting).toEqual([
      { environment: "dev", release: "aging", version: "1.2.0", chart: "aging", file, reason: "minimum age of 7 days", until },
    ]);
  });

  it("says which schedule a pull request waits for", () => {
    expect(planOf("schedule").pullRequests).toMatchObject([{ state: "waits", reason: "schedule: before 5am on Monday (Asia/Tokyo)" }]);
  });

  it("says that a pull request waits for approval", () => {
    expect(planOf("approval").pullRequests).toMatchObject([{ state: "waits", reason: "approval in the dependency dashboard" }]);
  });

  it("shows automerge, labels, people, priority and group", () => {
    expect(planOf("marked").pullRequests).toMatchObject([
      {
        state: "opens-now",
        automerge: true,
        labels: ["upgrade", "dev"],
        assignees: ["alice"],
        reviewers: ["bob"],
        priority: 3,
        group: "payments",
      },
    ]);
  });

  it("shows disabled updates and versions that the config leaves out", () => {
    const file = "dev/helmfile.yaml";
    const reason = "left out by the config (allowedVersions, or updates of this kind are disabled)";
    expect(planOf("pinned").waiting).toEqual([
      { environment: "dev", release: "billing", version: "3.1.0", chart: "billing", file, reason: "updates are disabled by the config" },
    ]);
    expect(planOf("gated").waiting).toEqual([{ environment: "dev", release: "billing", version: "3.2.0", chart: "billing", file, reason }]);
    expect(planOf("gated").problems).toEqual([]);
  });

  it("reports an invalid config as an error, with its file", () => {
    expect(planOf("invalid")).toMatchObject({ pullRequests: [], problems: [{ severity: "error", file: "renovate.json" }] });
    expect(planOf("invalid").problems[0]?.message).toContain("Invalid configuration option: automrge");
    expect(planOf("syntax")).toMatchObject({ pullRequests: [], problems: [{ severity: "error", file: "renovate.json" }] });
  });

  it("names the host that has no fixture, and the chart that its registry does not have", () => {
    expect(planOf("unfixtured").problems.map(({ message }) => message)).toEqual([
      'versions of "lost" are unknown because the lookup at gone.example.com failed: no fixture for host gone.example.com',
      'versions of "absent" are unknown because the lookup at charts.example.com failed: no fixture for "absent"',
    ]);
  });

  it("sees files that are not committed, in the root of a repository without a Renovate config", () => {
    expect(planOf("uncommitted").pullRequests).toMatchObject([{ environment: ".", updates: [{ file: "helmfile.yaml", to: "3.2.0" }] }]);
  });

  it("says why Renovate refuses a branch that contains a secret, a user name among them", () => {
    expect(planOf("exposed")).toMatchObject({
      pullRequests: [{ branch: "renovate/gizmo-billing-3.x", state: "waits", reason: "Renovate failed on this branch" }],
      problems: [{ severity: "error", message: expect.stringContaining("if the value is a user name, set it as `username`") }],
    });
  });

  it("tells its progress and leaves no temporary folder", () => {
    expect(progress).toContain("acme/split: looking up versions");
    expect(progress).toContain("acme/uncommitted: done");
    expect(leftovers).toEqual(["uncommitted"]);
  });

  it("never shows a secret", () => {
    expect(JSON.stringify([...plans.values()])).not.toMatch(/fixture-pass-1|wrong-pass-1/u);
  });
});

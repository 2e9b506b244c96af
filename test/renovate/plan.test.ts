import { beforeAll, describe, expect, it } from "vitest";
import { planRepositories, type Plan, type PlannedRepository, type PullRequest, type Fixtures } from "../../src/dryrun/index.ts";
import type { ResolvedFleet } from "../../src/fleet/index.ts";
import { renderWorkflows } from "../../src/ci/index.ts";
import { chooseVersions, renderHelmfiles } from "../../src/helmfile/index.ts";
import { gatesBranch, gatesPath, gatesReference, presetReference, renderRenovateJson, requiredSecrets } from "../../src/renovate/index.ts";
import { fleets } from "./fleets.ts";

const source = "desalt.config.ts";
const now = "2026-11-18T12:00:00Z";
const young = "2026-11-17T12:00:00Z";
const versions = ["1.0.0", "1.1.0"];

/** The password that a fixture registry asks for, by the repository's name: every one its own. */
function credentialsOf(name: string) {
  return { username: `${name}-user`, password: `${name}-password` };
}

const fixtures = {
  charts: {
    "https://charts.example.com": {
      billing: versions,
      patched: ["1.0.0", "1.0.1", "1.1.0"],
      major: ["1.0.0", "2.0.0"],
      fresh: ["1.0.0", "1.1.0", { version: "1.2.0", released: young }],
      grafana: [...versions, "2.0.0"],
      tempo: versions,
      istiod: ["1.0.0", "1.1.0", "1.2.0", "1.3.0"],
      frozen: versions,
      twin: ["1.0.0", "1.1.0", "1.2.0"],
      demo: versions,
    },
    "https://charts.example.com/stable": { billing: versions },
    "https://mirror.example.com/charts": { demo: versions },
    "oci://ghcr.io/example/charts": { portal: versions, loki: versions, demo: versions },
    "https://harbor.example.com/chartrepo/library": { "chart-of-both": versions },
    "oci://harbor.example.com/library": { "chart-of-both-oci": versions },
    "https://charts.example.com:8443/a": { "chart-of-port": versions },
    "oci://registry.example.com:5000/charts": { "chart-of-port-oci": versions },
    "oci://oci.example.com/team-a": { "chart-of-team-a": versions },
    "oci://oci.example.com/team-b": { "chart-of-team-b": versions },
    "https://paths.example.com/stable": { "chart-of-path-a": versions },
    "https://paths.example.com/stable-2": { "chart-of-path-b": versions },
  },
  credentials: {
    "https://charts.example.com/stable": credentialsOf("platform"),
    "oci://ghcr.io/example/charts": credentialsOf("shared"),
    "https://harbor.example.com/chartrepo/library": credentialsOf("both"),
    "oci://harbor.example.com/library": credentialsOf("both-oci"),
    "https://charts.example.com:8443/a": { ...credentialsOf("port"), username: "robot" },
    "oci://registry.example.com:5000/charts": credentialsOf("port-oci"),
    "oci://oci.example.com/team-a": credentialsOf("team-a"),
    "oci://oci.example.com/team-b": credentialsOf("team-b"),
    "https://paths.example.com/stable": credentialsOf("path-a"),
    "https://paths.example.com/stable-2": credentialsOf("path-b"),
  },
  github: {
    "actions/checkout": [{ version: "v6.1.0", digest: "d23441a48e516b6c34aea4fa41551a30e30af803" }, "v6.2.0"],
    "actions/setup-node": [{ version: "v6.5.0", digest: "249970729cb0ef3589644e2896645e5dc5ba9c38" }, "v7.0.0"],
    "actions/node-versions": ["24.0.0-1", "26.0.0-1"],
  },
  npm: { desalt: ["0.1.0", "0.2.0"] },
} satisfies Fixtures;

describe("the real Renovate", () => {
  const plans = new Map<string, Plan>();

  beforeAll(async () => {
    const repositories = [
      ...Object.entries(fleets)
        .filter(([name]) => name !== "credentials")
        .map(([name, fleet]) => makeRepository(name, fleet)),
      makeRepository("ungated", { ...fleetOf("paced"), renovate: { dependencyDashboardApproval: false } }, { hasGates: false }),
      makeRepository("logged-out", withoutLogin(fleetOf("private"))),
      makeMonorepo("monorepo", { ...fleetOf("paced"), renovate: { packageRules: [{ matchUpdateTypes: ["patch"], labels: ["small"] }] } }),
      makeMonorepo("workflows-monorepo", fleetOf("workflows")),
      makeMonorepo("private-monorepo", fleetOf("private")),
      makeMonorepo("monorepo-before", { ...fleetOf("paced"), environments: [] }),
    ];
    const results = await planRepositories({ ...fixtures, repositories, now, secrets: secretsOf(Object.values(fleets)) });
    for (const [index, { name }] of repositories.entries()) {
      const plan = results[index];
      if (plan !== undefined) plans.set(name.replace("acme/", ""), plan);
    }
  }, 180_000);

  function planOf(name: string): Plan {
    const plan = plans.get(name);
    if (plan === undefined) throw new Error(`no plan of ${name}`);
    return plan;
  }

  function pullRequest(name: string, branch: string): PullRequest | undefined {
    return planOf(name).pullRequests.find((candidate) => candidate.branch === `renovate/${branch}`);
  }

  it("has nothing to complain about in any rendered file", () => {
    const problems = [...plans]
      .filter(([name]) => name !== "logged-out")
      .flatMap(([name, plan]) => plan.problems.map(({ message }) => `${name}: ${message}`));
    expect(problems).toEqual([]);
  });

  it("opens a pull request for each environment, also for the same version", () => {
    expect(titles(planOf("plain"))).toEqual({
      "renovate/dev/billing-1.x": "Update Helm release billing to v1.1.0 (dev)",
      "renovate/prd/billing-1.x": "Update Helm release billing to v1.1.0 (prd)",
    });
  });

  it("finds charts of a private classic and a private OCI repository with secrets", () => {
    expect(titles(planOf("private"))).toEqual({
      "renovate/dev/billing-1.x": "Update Helm release billing to v1.1.0 (dev)",
      "renovate/prd/billing-1.x": "Update Helm release billing to v1.1.0 (prd)",
      "renovate/dev/portal-1.x": "Update Helm release portal to v1.1.0 (dev)",
      "renovate/prd/portal-1.x": "Update Helm release portal to v1.1.0 (prd)",
    });
  });

  it("reports lookups without credentials as failed", () => {
    const { pullRequests, problems } = planOf("logged-out");
    expect(pullRequests).toEqual([]);
    expect([...new Set(problems.map(({ message }) => /"(\w+)" are unknown/u.exec(message)?.[1]))]).toEqual(["billing", "portal"]);
  });

  it("logs in by port, by path, by team on one OCI host, and where one host serves both kinds", () => {
    expect(Object.keys(titles(planOf("registries"))).toSorted()).toEqual([
      "renovate/dev/chart-of-both-1.x",
      "renovate/dev/chart-of-both-oci-1.x",
      "renovate/dev/chart-of-path-a-1.x",
      "renovate/dev/chart-of-path-b-1.x",
      "renovate/dev/chart-of-port-1.x",
      "renovate/dev/chart-of-port-oci-1.x",
      "renovate/dev/chart-of-team-a-1.x",
      "renovate/dev/chart-of-team-b-1.x",
    ]);
  });

  it("merges what the environment says: patches, also beside a newer minor, and minors", () => {
    expect(pullRequest("paced", "dev/patched-1.0.x")?.automerge).toBe(true);
    expect(pullRequest("paced", "dev/patched-1.x")?.automerge).toBeUndefined();
    expect(pullRequest("paced", "dev/billing-1.x")?.automerge).toBeUndefined();
    expect(pullRequest("paced", "stg/billing-1.x")?.automerge).toBe(true);
    expect(pullRequest("paced", "prd/billing-1.x")?.automerge).toBeUndefined();
  });

  it("waits for the schedule in the environment's time zone", () => {
    expect(pullRequest("paced", "prd/billing-1.x")).toMatchObject({
      state: "waits",
      reason: "schedule: before 5am on the first day of the month (Europe/Berlin)",
    });
  });

  it("waits for approval on the dashboard", () => {
    expect(pullRequest("paced", "dr/billing-1.x")).toMatchObject({
      state: "waits",
      reason: "approval in the dependency dashboard (dr: pace and people)",
    });
  });

  it("keeps followers waiting until Renovate reads the gates, whatever people set", () => {
    const states = planOf("ungated").pullRequests.map(({ environment, state, reason = "" }) => `${environment} ${state} ${reason}`);
    expect([...new Set(states)].toSorted()).toMatchInlineSnapshot(`
      [
        "dev opens-now ",
        "dr waits approval in the dependency dashboard (stg follows dev, prd follows stg, dr follows stg: approval until \`npx desalt init --promotion\` sets up the gates)",
        "prd waits approval in the dependency dashboard (stg follows dev, prd follows stg, dr follows stg: approval until \`npx desalt init --promotion\` sets up the gates)",
        "stg waits approval in the dependency dashboard (stg follows dev, prd follows stg, dr follows stg: approval until \`npx desalt init --promotion\` sets up the gates)",
      ]
    `);
  });

  it("offers only versions of the minimum age, but any of an OCI registry, which knows no dates", () => {
    expect(pullRequest("paced", "stg/fresh-1.x")?.updates.map(({ to }) => to)).toEqual(["1.1.0"]);
    expect(planOf("paced").waiting).toMatchObject([
      { environment: "stg", release: "fresh", version: "1.2.0", reason: "minimum age of 3 days" },
    ]);
    expect(pullRequest("paced", "stg/portal-1.x")?.state).toBe("opens-now");
  });

  it("labels, asks and assigns per environment, upstreams first", () => {
    expect(pullRequest("paced", "dev/billing-1.x")).toMatchObject({ labels: ["dev"], priority: 2 });
    expect(pullRequest("paced", "stg/billing-1.x")).toMatchObject({
      labels: ["stg"],
      reviewers: ["alice"],
      assignees: ["bob"],
      priority: 1,
    });
    expect(pullRequest("paced", "prd/billing-1.x")?.labels).toEqual(["prd", "careful"]);
    expect(pullRequest("paced", "prd/billing-1.x")?.priority).toBeUndefined();
  });

  it("upgrades a group in one pull request per environment, with what the environment has of it", () => {
    expect(pullRequest("grouped", "dev/observability")?.updates.map(({ chart }) => chart)).toEqual(["grafana", "loki", "tempo"]);
    expect(pullRequest("grouped", "prd/observability")?.updates.map(({ chart }) => chart)).toEqual(["grafana", "loki"]);
    expect(pullRequest("grouped", "prd/observability")?.title).toBe("Update observability to v1.1.0 (prd)");
  });

  it("keeps the majors of a group apart", () => {
    expect(pullRequest("grouped", "prd/major-observability")?.updates.map(({ to }) => to)).toEqual(["2.0.0"]);
  });

  it("opens one pull request per minor, and merges none of them by itself", () => {
    const sequential = ["1.1.x", "1.2.x", "1.3.x"].map((minor) => pullRequest("grouped", `dev/istiod-${minor}`));
    expect(sequential.map((found) => found?.updates.map(({ to }) => to))).toEqual([["1.1.0"], ["1.2.0"], ["1.3.0"]]);
    expect(sequential.map((found) => found?.automerge)).toEqual([undefined, undefined, undefined]);
    expect(pullRequest("grouped", "dev/observability")?.automerge).toBe(true);
  });

  it("leaves pinned releases alone, also beside another release of the chart", () => {
    const { waiting, pullRequests } = planOf("grouped");
    expect(waiting.map(({ environment, release, version }) => `${environment} ${release} ${version}`).toSorted()).toEqual([
      "dev frozen 1.0.0",
      "dev twin-old 1.0.0",
      "prd frozen 1.0.0",
      "prd twin-old 1.0.0",
    ]);
    expect(
      pullRequests
        .flatMap(({ updates }) => updates)
        .filter(({ chart }) => chart === "twin")
        .map(({ from }) => from),
    ).toEqual(["1.1.0", "1.1.0"]);
  });

  it("keeps charts of one name from several repositories apart", () => {
    expect(titles(planOf("namesakes"))).toEqual({
      "renovate/dev/mirror_demo-1.x": "Update Helm release mirror/demo to v1.1.0 (dev)",
      "renovate/dev/platform_demo-1.x": "Update Helm release platform/demo to v1.1.0 (dev)",
      "renovate/dev/shared_demo-1.x": "Update Helm release shared/demo to v1.1.0 (dev)",
      "renovate/prd/demo-1.x": "Update Helm release demo to v1.1.0 (prd)",
    });
  });

  it("reads helmfiles with names of their own, and in folders that config:recommended ignores", () => {
    const files = planOf("hand-kept").pullRequests.map(({ branch, updates }) => [branch, updates.map(({ file }) => file)]);
    expect(Object.fromEntries(files)).toEqual({
      "renovate/dev/billing-1.x": ["clusters/dev/charts[1].yaml"],
      "renovate/test/billing-1.x": ["test/helmfile.yaml"],
    });
  });

  it("lets people's own options win, an environment's in that environment only", () => {
    expect(titles(planOf("passthrough"))).toEqual({
      "renovate/dev/billing-1.x": "chore(deps): update helm release billing to v1.1.0 [dev]",
      "renovate/prd/billing-1.x": "chore(deps): update helm release billing to v1.1.0 (prd)",
      "renovate/prd/major-2.x": "chore(deps): update helm release major to v2 (prd)",
    });
    expect(pullRequest("passthrough", "dev/billing-1.x")?.labels).toEqual(["dependencies", "dev"]);
  });

  it("keeps desalt, the actions and Node fresh in the workflows, and reads each of them as often as it stands there", () => {
    const updates = planOf("workflows").pullRequests.map(({ branch, updates: all }) => [
      branch,
      all.map(({ file, to }) => `${file} ${to}`),
    ]);
    const inBoth = (version: string) => [
      `.github/workflows/desalt-promote.yaml ${version}`,
      `.github/workflows/desalt-check.yaml ${version}`,
    ];
    expect(Object.fromEntries(updates)).toEqual({
      "renovate/actions-checkout-6.x": inBoth("v6.2.0"),
      "renovate/actions-setup-node-7.x": inBoth("v7.0.0"),
      // The check runs it twice.
      "renovate/desalt-0.x": [...inBoth("0.2.0"), ".github/workflows/desalt-check.yaml 0.2.0"],
      "renovate/node-26.x": inBoth("26.0.0"),
    });
    expect(titles(planOf("workflows-monorepo"))).toMatchObject(titles(planOf("workflows")));
  });

  it("leaves everybody else's pull requests as they were when renovate.json is kept by people", () => {
    const before = planOf("monorepo-before").pullRequests;
    const others = planOf("monorepo").pullRequests.filter(({ updates }) => updates.some(({ file }) => /^(?:shop|terraform)\//u.test(file)));
    expect(before.map(({ branch }) => branch).toSorted()).toEqual(["renovate/billing-1.x", "renovate/patched-1.x"]);
    expect(others).toEqual(before);
  });

  it("does the same by a preset as by a config of our own", () => {
    expect(titles(planOf("monorepo"))).toMatchObject(titles(planOf("paced")));
    expect(titles(planOf("private-monorepo"))).toMatchObject(titles(planOf("private")));
    expect(pullRequest("monorepo", "prd/billing-1.x")).toMatchObject({ state: "waits", labels: ["dependencies", "prd", "careful"] });
    expect(pullRequest("monorepo", "dev/patched-1.0.x")).toMatchObject({ automerge: true, labels: ["small", "dev"] });
  });
});

function titles({ pullRequests }: Plan): Record<string, string> {
  return Object.fromEntries(pullRequests.map(({ branch, title }) => [branch, title]));
}

function fleetOf(name: string): ResolvedFleet {
  const fleet = fleets[name];
  if (fleet === undefined) throw new Error(`no fleet ${name}`);
  return { ...fleet, repository: `acme/${name}` };
}

function withoutLogin(fleet: ResolvedFleet): ResolvedFleet {
  return { ...fleet, repositories: fleet.repositories.map((repository) => ({ ...repository, inherited: true })) };
}

/** How a fleet's repository is made. */
interface Making {
  readonly as?: "config" | "preset";
  /** Whether the branch that Renovate reads the gates from exists; it has none here. Default: true. */
  readonly hasGates?: boolean;
}

/** The repository of a fleet, as `generate` writes it. */
function makeRepository(name: string, declared: ResolvedFleet, { as = "config", hasGates = true }: Making = {}): PlannedRepository {
  const fleet = { ...declared, repository: `acme/${name}` };
  const workflows = fleet.workflows
    ? renderWorkflows({ as: "generated", fleet, config: source, version: "0.1.0", existing: new Map() })
    : [];
  const rendered = [
    ...workflows,
    ...renderRenovateJson(fleet, {
      as,
      source,
      gates: hasGates ? gatesReference(fleet) : undefined,
      workflows: workflows.map(({ path }) => path),
    }),
    ...renderHelmfiles(fleet, { versions: chooseVersions(fleet, new Map()), existing: new Map(), config: source }),
  ];
  const environments = new Map(fleet.environments.map((environment) => [environment.helmfiles[0], environment]));
  return {
    name: fleet.repository,
    files: { ...Object.fromEntries(rendered.map(({ path, text }) => [path, text])), ...filesOfPeople(fleet) },
    ...(hasGates ? { refs: { [gatesBranch]: { files: { [gatesPath]: "{}" } } } } : {}),
    environmentOf: (file) => environments.get(file)?.name,
    releasesOf: (file) => environments.get(file)?.releases ?? [],
  };
}

/** A fleet among other teams' files, with a renovate.json that people keep. Without environments: the repository before desalt. */
function makeMonorepo(name: string, fleet: ResolvedFleet): PlannedRepository {
  const { files, ...repository } = makeRepository(name, fleet, { as: "preset" });
  const presets = fleet.environments.length === 0 ? [] : [presetReference({ repository: repository.name })];
  const config = { extends: ["config:recommended", ...presets], labels: ["dependencies"], prConcurrentLimit: 0, prHourlyLimit: 0 };
  const terraform =
    'resource "helm_release" "patched" {\n  repository = "https://charts.example.com"\n  chart      = "patched"\n  version    = "1.0.0"\n}\n';
  return {
    ...repository,
    files: { ...files, "renovate.json": JSON.stringify(config), "shop/helmfile.yaml": helmfileOfPeople, "terraform/main.tf": terraform },
  };
}

const helmfileOfPeople = `repositories:
  - name: platform
    url: https://charts.example.com
releases:
  - name: billing
    chart: platform/billing
    version: 1.0.0
`;

function filesOfPeople({ environments }: ResolvedFleet): Record<string, string> {
  return Object.fromEntries(
    environments.filter(({ isHandWritten }) => isHandWritten).flatMap(({ helmfiles }) => helmfiles.map((path) => [path, helmfileOfPeople])),
  );
}

function secretsOf(all: readonly ResolvedFleet[]): Record<string, string> {
  return Object.fromEntries(
    all.flatMap(requiredSecrets).map(({ name, for: repository }) => {
      const { username, password } = credentialsOf(repository);
      return [name, name.endsWith("_USERNAME") ? username : password];
    }),
  );
}

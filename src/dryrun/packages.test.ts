import { beforeAll, describe, expect, it } from "vitest";
import type { Fixtures } from "./fixtures/fixtures.generated.ts";
import type { Plan } from "./plan/plan.generated.ts";
import type { PlannedRepository } from "./planned-repository.ts";
import { planRepositories } from "./session.ts";

const now = "2026-12-24";
const robot = { username: "robot", password: "fixture-pass-1" };
const fixtures: Fixtures = {
  now,
  images: {
    nginx: ["1.27.0", { version: "1.28.0", released: "30 days ago" }, { version: "1.29.0", released: "2026-12-23" }],
    "acme/tool": ["1.0.0", "1.1.0"],
    "ghcr.io/acme/api": ["v1.0.0", "v1.1.0"],
    "quay.io/acme/worker": ["1.0.0", "1.1.0"],
    "registry.example.com:5000/acme/private": ["1.0.0", "1.1.0"],
  },
  github: {
    "actions/checkout": ["v4.2.0", "v4.3.0", { version: "v5.0.0", released: "2026-12-23" }],
    "acme/apart": { tags: ["v1.0.0", "v1.1.0"], releases: ["v1.0.0"] },
  },
  npm: { "left-pad": ["1.0.0", "1.3.0", { version: "2.0.0", released: "2027-01-01" }], "@acme/ui": ["1.0.0", "1.0.1"] },
  credentials: { "registry.example.com:5000": robot },
};

const workflow = `jobs:
  build:
    runs-on: self-hosted
    steps:
      - uses: actions/checkout@v4.2.0
      - uses: acme/apart@v1.0.0
`;
const dockerfile = (image: string) => `FROM ${image}\n`;
const custom = {
  customManagers: [
    {
      customType: "regex",
      managerFilePatterns: ["apart.txt"],
      matchStrings: ["apart (?<currentValue>\\S+)"],
      depNameTemplate: "acme/apart",
      datasourceTemplate: "github-releases",
    },
  ],
};

const repositories: readonly PlannedRepository[] = [
  {
    name: "acme/images",
    files: {
      "hub/Dockerfile": dockerfile("nginx:1.27.0"),
      "tool/Dockerfile": dockerfile("docker.io/acme/tool:1.0.0"),
      "api/Dockerfile": dockerfile("ghcr.io/acme/api:v1.0.0"),
      "worker/Dockerfile": dockerfile("quay.io/acme/worker:1.0.0"),
    },
  },
  { name: "acme/young", files: { Dockerfile: dockerfile("nginx:1.27.0"), "renovate.json": { minimumReleaseAge: "7 days" } } },
  {
    name: "acme/private",
    files: {
      Dockerfile: dockerfile("registry.example.com:5000/acme/private:1.0.0"),
      "renovate.json": { hostRules: [{ matchHost: "https://registry.example.com:5000", ...robot }] },
    },
  },
  { name: "acme/stranger", files: { Dockerfile: dockerfile("registry.example.com:5000/acme/private:1.0.0") } },
  { name: "acme/actions", files: { ".github/workflows/ci.yaml": workflow, "apart.txt": "apart v0.9.0\n", "renovate.json": custom } },
  {
    name: "acme/digests",
    files: { ".github/workflows/ci.yaml": workflow, "renovate.json": { extends: ["helpers:pinGitHubActionDigests"] } },
  },
  { name: "acme/npm", files: { "package.json": { dependencies: { "left-pad": "1.0.0", "@acme/ui": "1.0.0" } } } },
  {
    name: "acme/unfixtured",
    files: {
      "hub/Dockerfile": dockerfile("postgres:17.0"),
      "ghcr/Dockerfile": dockerfile("ghcr.io/acme/absent:1.0.0"),
      "other/Dockerfile": dockerfile("docker.example.com/acme/absent:1.0.0"),
      ".github/workflows/ci.yaml": "jobs:\n  a:\n    runs-on: self-hosted\n    steps:\n      - uses: acme/absent@v1.0.0\n",
      "package.json": { dependencies: { absent: "1.0.0" } },
      "requirements.txt": "requests==2.0.0\n",
      "go.mod": "module x\n\ngo 1.26.0\n\nrequire example.com/absent v1.0.0\n",
      "main.tf": 'module "x" {\n  source  = "acme/absent/aws"\n  version = "1.0.0"\n}\n',
    },
  },
];

describe("packages from fixtures, in one start", () => {
  const plans = new Map<string, Plan>();

  beforeAll(async () => {
    const all = await planRepositories({ ...fixtures, repositories });
    for (const [index, plan] of all.entries()) plans.set(repositories[index]?.name ?? "", plan);
  }, 120_000);

  function planOf(name: string): Plan {
    const plan = plans.get(`acme/${name}`);
    if (plan === undefined) throw new Error(`no plan of ${name}`);
    return plan;
  }

  function summary(name: string): readonly string[] {
    return planOf(name).pullRequests.map(({ title, state, reason, until }) => [title, state, reason, until].filter(Boolean).join(" | "));
  }

  it("finds images of Docker Hub and of other registries", () => {
    expect(planOf("images").problems).toEqual([]);
    expect(summary("images")).toMatchInlineSnapshot(`
      [
        "Update docker.io/acme/tool Docker tag to v1.1.0 | opens-now",
        "Update ghcr.io/acme/api Docker tag to v1.1.0 | opens-now",
        "Update nginx Docker tag to v1.29.0 | opens-now",
        "Update quay.io/acme/worker Docker tag to v1.1.0 | opens-now",
      ]
    `);
  });

  it("knows the ages of images on Docker Hub", () => {
    expect(summary("young")).toMatchInlineSnapshot(`
      [
        "Update nginx Docker tag to v1.28.0 | opens-now",
      ]
    `);
    expect(planOf("young").waiting).toMatchInlineSnapshot(`
      [
        {
          "chart": "nginx",
          "environment": ".",
          "file": "Dockerfile",
          "reason": "minimum age of 7 days",
          "release": "nginx",
          "version": "1.29.0",
        },
      ]
    `);
  });

  it("asks for the credentials of a private registry", () => {
    expect(summary("private")).toMatchInlineSnapshot(`
      [
        "Update registry.example.com:5000/acme/private Docker tag to v1.1.0 | opens-now",
      ]
    `);
    expect(planOf("stranger").problems).toMatchInlineSnapshot(`
      [
        {
          "file": "Dockerfile",
          "message": "versions of "registry.example.com:5000/acme/private" are unknown because the lookup at registry.example.com:5000 failed: 401 Unauthorized",
          "severity": "error",
        },
      ]
    `);
  });

  it("finds tags and releases of GitHub, and commits to pin", () => {
    expect(planOf("actions").problems).toEqual([]);
    expect(summary("actions")).toMatchInlineSnapshot(`
      [
        "Update actions/checkout action to v4.3.0 | opens-now",
        "Update actions/checkout action to v5 | opens-now",
        "Update dependency acme/apart | opens-now",
      ]
    `);
    expect(planOf("digests").problems).toEqual([]);
    expect(summary("digests")).toMatchInlineSnapshot(`
      [
        "Pin dependencies | opens-now",
        "Update acme/apart action to v1.1.0 | opens-now",
        "Update actions/checkout action to v4.3.0 | opens-now",
        "Update actions/checkout action to v5 | opens-now",
      ]
    `);
  });

  it("finds packages of npm, without those that are not released yet", () => {
    expect(planOf("npm").problems).toEqual([]);
    expect(summary("npm")).toMatchInlineSnapshot(`
      [
        "Update dependency @acme/ui to v1.0.1 | opens-now",
        "Update dependency left-pad to v1.3.0 | opens-now",
      ]
    `);
  });

  it("names host and package of everything that has no fixture", () => {
    expect(planOf("unfixtured").problems.map(({ message }) => message)).toMatchInlineSnapshot(`
      [
        "versions of "ghcr.io/acme/absent" are unknown because the lookup at ghcr.io failed: no fixture for "ghcr.io/acme/absent"",
        "versions of "postgres" are unknown because the lookup at docker.io failed: no fixture for "postgres"",
        "versions of "docker.example.com/acme/absent" are unknown because the lookup at docker.example.com failed: no fixture for host docker.example.com",
        "versions of "acme/absent" are unknown because the lookup at github.com failed: no fixture for "acme/absent"",
        "versions of "go" are unknown because the lookup at raw.githubusercontent.com failed: no fixture for host raw.githubusercontent.com",
        "versions of "example.com/absent" are unknown because the lookup at proxy.golang.org failed: no fixture for host proxy.golang.org",
        "versions of "absent" are unknown because the lookup at registry.npmjs.org failed: no fixture for "absent"",
        "versions of "requests" are unknown because the lookup at pypi.org failed: no fixture for host pypi.org",
        "versions of "acme/absent/aws" are unknown because the lookup at registry.terraform.io failed: no fixture for host registry.terraform.io",
      ]
    `);
  });
});

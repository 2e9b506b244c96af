import { beforeAll, describe, expect, it } from "vitest";
import { planRepositories, type Plan, type PlannedRepository, type PullRequest, type RegistryFixtures } from "../../src/dryrun/index.ts";
import type { ResolvedFleet } from "../../src/fleet/index.ts";
import { chooseVersions, renderHelmfiles } from "../../src/helmfile/index.ts";
import { presetReference, renderRenovateJson, requiredSecrets } from "../../src/renovate/index.ts";
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
      fresh: ["1.0.0", "1.1.0", { version: "1.2.0", released: young }],
      grafana: versions,
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
} satisfies RegistryFixtures;

const handKept = { "clusters/dev/charts[1].yaml": "dev", "test/helmfile.yaml": "test" };
const packageJson = JSON.stringify({ name: "shop", dependencies: {} });
const workflow = "jobs:\n  build:\n    runs-on: ubuntu-24.04\n    container: ghcr.io/example/charts/portal:1.0.0\n    steps: []\n";

describe("the real Renovate", () => {
  const plans = new Map<string, Plan>();

  beforeAll(async () => {
    const repositories = [
      ...Object.entries(fleets).filter(([name]) => name !== "credentials").map(([name, fleet]) => planned(name, fleet, "config")),
      ...["paced", "private"].map((name) => planned(`monorepo-${name}`, fleetOf(name), "preset")),
    ];
    const results = await planRepositories({ ...fixtures, repositories, now, secrets: secretsOf(Object.values(fleets)) });
    for (const [index, { name }] of repositories.entries()) {
      const plan = results[index];
      if (plan !== undefined) plans.set(name.replace("acme/", ""), plan);
    }
  }, 120_000);

  it("debug", () => {
    for (const [name, plan] of plans) console.log(name, JSON.stringify(plan, null, 1));
  });
});

function fleetOf(name: string): ResolvedFleet {
  const fleet = fleets[name];
  if (fleet === undefined) throw new Error(`no fleet ${name}`);
  return { ...fleet, repository: `acme/${name}` };
}

function planned(name: string, declared: ResolvedFleet, as: "config" | "preset"): PlannedRepository {
  const fleet = { ...declared, repository: `acme/${name}` };
  const rendered = [
    ...renderRenovateJson(fleet, { as, source }),
    ...renderHelmfiles(fleet, { versions: chooseVersions(fleet, new Map()), existing: new Map(), config: source }),
  ];
  const environments = new Map(fleet.environments.map((environment) => [environment.helmfile, environment]));
  return {
    name: fleet.repository,
    files: { ...Object.fromEntries(rendered.map(({ path, text }) => [path, text])), ...filesOfPeople(fleet), ...(as === "preset" ? filesOfMonorepo(fleet) : {}) },
    environmentOf: (file) => environments.get(file)?.name,
    releasesOf: (file) => environments.get(file)?.releases ?? [],
  };
}

function filesOfPeople({ environments }: ResolvedFleet): Record<string, string> {
  const text = "repositories:\n  - name: platform\n    url: https://charts.example.com\nreleases:\n  - name: billing\n    chart: platform/billing\n    version: 1.0.0\n";
  return Object.fromEntries(environments.filter((environment) => environment.handKept).map(({ helmfile }) => [helmfile, text]));
}

function filesOfMonorepo(fleet: ResolvedFleet): Record<string, string> {
  return {
    "renovate.json": JSON.stringify({ extends: ["config:recommended", presetReference(fleet)], labels: ["dependencies"], prConcurrentLimit: 0, prHourlyLimit: 0 }),
    "shop/helmfile.yaml": "repositories:\n  - name: platform\n    url: https://charts.example.com\nreleases:\n  - name: billing\n    chart: platform/billing\n    version: 1.0.0\n",
  };
}

function secretsOf(all: readonly ResolvedFleet[]): Record<string, string> {
  return Object.fromEntries(
    all.flatMap(requiredSecrets).map(({ name, for: repository }) => {
      const { username, password } = credentialsOf(repository);
      return [name, name.endsWith("_USERNAME") ? username : password];
    }),
  );
}

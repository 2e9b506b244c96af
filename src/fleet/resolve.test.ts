import * as fc from "fast-check";
import { expect, test } from "vitest";
import { renderIssues, UserError } from "../core/user-error.ts";
import type { ValuesContext } from "./fleet.ts";
import { parseFleet } from "./parse.ts";
import type { ResolvedEnvironment, ResolvedFleet, ResolvedRelease } from "./resolved.ts";
import { resolveFleet } from "./resolve.ts";

const repositories = { jetstack: { url: "https://charts.jetstack.io/" } };
const chart = "jetstack/portal";

function resolve(declared: unknown): ResolvedFleet {
  return resolveFleet(parseFleet(declared, "desalt.config.ts"));
}

function environmentOf(fleet: ResolvedFleet, name: string): ResolvedEnvironment {
  const found = fleet.environments.find((environment) => environment.name === name);
  if (found === undefined) throw new Error(`no environment ${name}`);
  return found;
}

function releaseOf(fleet: ResolvedFleet, environment: string, name = "portal"): ResolvedRelease {
  const found = environmentOf(fleet, environment).releases.find((release) => release.name === name);
  if (found === undefined) throw new Error(`no release ${name}`);
  return found;
}

/** A fleet with one release; `dev` and `prd`, which has two clusters. */
function withRelease(release: object, more: { defaults?: object; environments?: object } = {}): ResolvedFleet {
  const environments = {
    dev: { settings: { domain: "dev.example.com" } },
    prd: {
      settings: { domain: "example.com", size: { cpu: 2 } },
      clusters: { tokyo: {}, osaka: { settings: { domain: "osaka.example.com" } } },
    },
    ...more.environments,
  };
  return resolve({
    ...(more.defaults === undefined ? {} : { defaults: more.defaults }),
    environments,
    repositories,
    releases: { portal: { chart, ...release } },
  });
}

function explain(action: () => unknown): { text: string; cause: unknown } {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return { text: renderIssues(error.issues), cause: error.cause };
    throw error;
  }
  return { text: "", cause: undefined };
}

const host = ({ settings }: ValuesContext<string, { domain: string }>): object => ({ host: settings.domain });

const valuesCases: readonly { readonly says: string; readonly fleet: ResolvedFleet; readonly expected: object }[] = [
  {
    says: "defaults, release, environment and cluster in this order",
    fleet: withRelease(
      { values: { b: 2, c: 2, d: 2 }, environments: { prd: { values: { c: 3, d: 3 }, clusters: { osaka: { values: { d: 4 } } } } } },
      { defaults: { values: { a: 1, b: 1, c: 1, d: 1 } } },
    ),
    expected: { values: { a: 1, b: 2, c: 3 }, clusterValues: { tokyo: { d: 3 }, osaka: { d: 4 } } },
  },
  {
    says: "maps merge, lists replace",
    fleet: withRelease({ values: { map: { a: 1 }, list: [1, 2] }, environments: { prd: { values: { map: { b: 2 }, list: [3] } } } }),
    expected: { values: { map: { a: 1, b: 2 }, list: [3] }, clusterValues: {} },
  },
  {
    says: "null removes what was there and stays, so that Helm deletes the chart's default",
    fleet: withRelease({ values: { a: { b: 1 }, c: 1 }, environments: { prd: { values: { a: null } } } }),
    expected: { values: { a: null, c: 1 }, clusterValues: {} },
  },
  {
    says: "a map comes back over a null",
    fleet: withRelease({ values: { a: null }, environments: { prd: { values: { a: { b: 1 } } } } }),
    expected: { values: { a: { b: 1 } }, clusterValues: {} },
  },
  {
    says: "null for all values forgets the layers before",
    fleet: withRelease({ values: null, environments: { prd: { values: { b: 1 } } } }, { defaults: { values: { a: 1 } } }),
    expected: { values: { b: 1 }, clusterValues: {} },
  },
  {
    says: "the path of a file replaces what was before it, and later maps lie over it",
    fleet: withRelease({ values: "./values/portal.yaml", environments: { prd: { values: { b: 1 } } } }, { defaults: { values: { a: 1 } } }),
    expected: { valuesFile: "values/portal.yaml", values: { b: 1 }, clusterValues: {} },
  },
  {
    says: "functions see the settings of their cluster",
    fleet: withRelease({ values: host }),
    expected: { values: {}, clusterValues: { tokyo: { host: "example.com" }, osaka: { host: "osaka.example.com" } } },
  },
  {
    says: "functions lie between maps",
    fleet: withRelease({ values: host, environments: { prd: { values: { host: "fixed" } } } }),
    expected: { values: { host: "fixed" }, clusterValues: {} },
  },
  {
    says: "a cluster without the release does not count for what all share",
    fleet: withRelease({ values: host, environments: { prd: { clusters: { osaka: false } } } }),
    expected: { values: { host: "example.com" }, clusterValues: {}, absentFrom: ["osaka"] },
  },
];

for (const { says, fleet, expected } of valuesCases) {
  test(`values: ${says}`, () => {
    expect(releaseOf(fleet, "prd")).toMatchObject(expected);
  });
}

test("a function is given the environment, the cluster and frozen settings, and nothing of a version", () => {
  const seen: unknown[] = [];
  withRelease({
    version: "1.2.3",
    values: (context: unknown) => {
      seen.push(context);
      return {};
    },
  });
  expect(seen).toEqual([
    { environment: "dev", cluster: "dev", settings: { domain: "dev.example.com" } },
    { environment: "prd", cluster: "tokyo", settings: { domain: "example.com", size: { cpu: 2 } } },
    { environment: "prd", cluster: "osaka", settings: { domain: "osaka.example.com", size: { cpu: 2 } } },
  ]);
});

test("a function that throws is explained once, with its place and its cause", () => {
  const mistake = new Error("no such thing");
  const fails = (): never => {
    throw mistake;
  };
  expect(explain(() => withRelease({ values: fails }))).toEqual({
    text: `error: values of release "portal" in environment "dev" cannot be evaluated: no such thing (desalt.config.ts, releases.portal.values)
 hint: use the function's argument { environment, cluster, settings }; settings here: domain`,
    cause: mistake,
  });
});

const badResults: readonly { readonly says: string; readonly values: () => unknown; readonly expected: string }[] = [
  {
    says: "nothing",
    values: () => undefined,
    expected: `error: values of release "portal" in environment "prd", cluster "osaka" must be a map, not "undefined" (desalt.config.ts, releases.portal.environments.prd.clusters.osaka.values)
 hint: return a map of Helm values, for example { replicaCount: 2 }`,
  },
  {
    says: "a text",
    values: () => "values.yaml",
    expected: `error: values of release "portal" in environment "prd", cluster "osaka" must be a map, not "values.yaml" (desalt.config.ts, releases.portal.environments.prd.clusters.osaka.values)
 hint: return a map of Helm values, for example { replicaCount: 2 }`,
  },
  {
    says: "a list",
    values: () => [1],
    expected: `error: values of release "portal" in environment "prd", cluster "osaka" must be a map, not a list (desalt.config.ts, releases.portal.environments.prd.clusters.osaka.values)
 hint: return a map of Helm values, for example { replicaCount: 2 }`,
  },
  {
    says: "a promise",
    values: async () => ({}),
    expected: `error: "an instance of Promise" is not plain data (desalt.config.ts, releases.portal.environments.prd.clusters.osaka.values()) in environment "prd", cluster "osaka"
 hint: write a text, number, boolean, list, map or null`,
  },
  {
    says: "what is not plain data inside",
    values: () => ({ a: [undefined] }),
    expected: `error: "undefined" is not plain data (desalt.config.ts, releases.portal.environments.prd.clusters.osaka.values().a[0]) in environment "prd", cluster "osaka"
 hint: remove the key, or write null to delete an earlier value`,
  },
];

for (const { says, values, expected } of badResults) {
  test(`a function that returns ${says} is explained`, () => {
    expect(explain(() => withRelease({ environments: { prd: { clusters: { osaka: { values } } } } })).text).toBe(expected);
  });
}

test("settings cannot be changed by a function", () => {
  const values = ({ settings }: { settings: { domain: string } }): object => {
    settings.domain = "other";
    return {};
  };
  expect(explain(() => withRelease({ values })).text).toContain("Cannot assign to read only property 'domain'");
});

test("options: maps merge, null deletes, the nearest layer counts", () => {
  const fleet = withRelease(
    {
      namespace: "portal",
      labels: { tier: "web", team: "a" },
      helmfile: { historyMax: 3 },
      timeout: 60,
      pin: { version: "1.0.0", reason: "breaks" },
      environments: { prd: { labels: { team: null }, helmfile: { installed: false }, wait: false, namespace: null, pin: null } },
    },
    { defaults: { namespace: "all", wait: true, timeout: 30, createNamespace: false } },
  );
  expect(releaseOf(fleet, "prd")).toMatchObject({
    labels: { tier: "web" },
    helmfile: { historyMax: 3, installed: false },
    wait: false,
    timeout: 60,
    createNamespace: false,
  });
  expect(releaseOf(fleet, "prd")).not.toHaveProperty("namespace");
  expect(releaseOf(fleet, "prd")).not.toHaveProperty("pin");
});

test("an environment that inherits takes over options and releases, but not where the other is", () => {
  const fleet = resolve({
    repositories,
    environments: {
      "prd-eu": {
        inherits: "prd",
        settings: { domain: "eu.example.com", old: null },
        labels: ["eu"],
        renovate: { packageRules: [{ groupName: "b" }] },
      },
      prd: {
        directory: "clusters/prd/",
        follows: "dev",
        soak: "14 days",
        kubernetes: "v1.33",
        settings: { domain: "example.com", old: 1, kept: true },
        labels: ["prd"],
        clusters: { tokyo: {} },
        renovate: { automerge: false, packageRules: [{ groupName: "a" }] },
      },
      dev: {},
    },
    releases: {
      portal: {
        chart,
        only: ["prd"],
        values: ({ settings }: { settings: object }) => ({ ...settings }),
        environments: { prd: { wait: true }, "prd-eu": { timeout: 5 } },
      },
      gone: { chart, environments: { prd: false } },
      back: { chart, environments: { prd: false, "prd-eu": {} } },
    },
  });
  expect(fleet.environments.map(({ name }) => name)).toEqual(["dev", "prd-eu", "prd"]);
  expect(environmentOf(fleet, "prd-eu")).toMatchObject({
    directory: "prd-eu",
    helmfiles: ["prd-eu/helmfile.yaml"],
    follows: "dev",
    soak: { patch: 1_209_600_000, minor: 1_209_600_000, major: 1_209_600_000 },
    kubernetes: "1.33",
    clusters: [],
    pace: { labels: ["eu"] },
    renovate: { automerge: false, packageRules: [{ groupName: "a" }, { groupName: "b" }] },
    releases: [{ name: "portal", wait: true, timeout: 5, values: { domain: "eu.example.com", kept: true } }, { name: "back" }],
  });
  expect(environmentOf(fleet, "prd")).toMatchObject({
    directory: "clusters/prd",
    helmfiles: ["clusters/prd/helmfile.yaml"],
    clusters: [{ name: "tokyo" }],
  });
  expect(environmentOf(fleet, "prd").releases.map(({ name }) => name)).toEqual(["portal"]);
});

test("an environment does not follow itself by inheritance", () => {
  const fleet = resolve({ environments: { stg: { inherits: "prd" }, prd: { follows: "stg", soak: "1 day" } } });
  expect(environmentOf(fleet, "stg")).not.toHaveProperty("follows");
  expect(environmentOf(fleet, "stg")).not.toHaveProperty("soak");
});

test("releases of a hand-kept helmfile soak by name, inherited ones too", () => {
  const day = 86_400_000;
  const fleet = resolve({
    environments: {
      dev: { helmfile: "dev/helmfile.yaml" },
      prd: { helmfile: "prd/helmfile.yaml", follows: "dev", soak: "2 days", soaks: { istiod: { minor: "14 days" }, loki: "1 day" } },
      osaka: { helmfile: "osaka/helmfile.yaml", inherits: "prd", soaks: { loki: "3 days" } },
    },
  });
  const istiod = { patch: 2 * day, minor: 14 * day, major: 2 * day };
  expect(environmentOf(fleet, "prd").soaks).toEqual(
    new Map([
      ["istiod", istiod],
      ["loki", { patch: day, minor: day, major: day }],
    ]),
  );
  expect(environmentOf(fleet, "osaka").soaks).toEqual(
    new Map([
      ["istiod", istiod],
      ["loki", { patch: 3 * day, minor: 3 * day, major: 3 * day }],
    ]),
  );
});

test("a follower soaks 7 days unless the environment or the release says otherwise", () => {
  const day = 86_400_000;
  const release = { portal: { chart, soak: { patch: "1 day" } }, plain: { chart } };
  const fleet = resolve({
    repositories,
    environments: { dev: {}, stg: { follows: "dev" }, prd: { follows: "stg", soak: { major: "30 days" } } },
    releases: release,
  });
  expect(environmentOf(fleet, "stg").soak).toEqual({ patch: 7 * day, minor: 7 * day, major: 7 * day });
  expect(environmentOf(fleet, "prd").soak).toEqual({ patch: 7 * day, minor: 7 * day, major: 30 * day });
  expect(releaseOf(fleet, "prd").soak).toEqual({ patch: day, minor: 7 * day, major: 30 * day });
  expect(releaseOf(fleet, "prd", "plain").soak).toBeUndefined();
  expect(releaseOf(fleet, "dev").soak).toBeUndefined();
});

test("what a follower asks of its upstream, and what it leaves out", () => {
  const day = 86_400_000;
  const fleet = resolve({
    environments: {
      dev: { strict: true },
      stg: { follows: "dev" },
      prd: { follows: "stg", superseded: { minimum: "12 hours" }, strict: true, together: "fail", verify: "./scripts/healthy.sh" },
      eu: { inherits: "prd", superseded: "restarts", verify: null },
    },
  });
  const rules = (name: string): unknown => environmentOf(fleet, name).promotion;
  expect(rules("dev")).toBeUndefined();
  expect(rules("stg")).toEqual({ superseded: "continues", minimum: day, strict: false, additions: "gated", together: "warn" });
  expect(rules("prd")).toEqual({
    superseded: "continues",
    minimum: day / 2,
    strict: true,
    additions: "gated",
    together: "fail",
    verify: "./scripts/healthy.sh",
  });
  expect(rules("eu")).toEqual({ superseded: "restarts", minimum: day, strict: true, additions: "gated", together: "fail" });
});

test("a hand-kept helmfile has no releases of ours", () => {
  const fleet = resolve({ environments: { dev: { helmfile: "./clusters/dev.yaml" }, prd: { helmfile: "helmfile.yaml", follows: "dev" } } });
  expect(fleet.environments).toMatchObject([
    { name: "dev", directory: "clusters", helmfiles: ["clusters/dev.yaml"], isHandWritten: true, releases: [] },
    { name: "prd", directory: ".", helmfiles: ["helmfile.yaml"], isHandWritten: true, follows: "dev" },
  ]);
});

test("a release names its repository, a local chart has none", () => {
  const fleet = resolve({
    environments: { dev: {} },
    repositories,
    releases: { portal: { chart, needs: ["infra/local"] }, local: { chart: "./charts//local/", namespace: "infra" } },
  });
  expect(releaseOf(fleet, "dev")).toMatchObject({
    repository: { name: "jetstack", url: "https://charts.jetstack.io", oci: false, private: false },
    needs: ["local"],
  });
  expect(releaseOf(fleet, "dev", "local").chart).toBe("./charts/local");
  expect(releaseOf(fleet, "dev", "local")).not.toHaveProperty("repository");
});

test("resolving twice gives the same, and changes nothing of what was declared", () => {
  const values = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.jsonValue({ maxDepth: 3 }));
  fc.assert(
    fc.property(values, values, values, (first, second, third) => {
      const declared = {
        repositories,
        defaults: { values: first },
        environments: { prd: { settings: third, clusters: { tokyo: {}, osaka: { settings: second } } } },
        releases: { portal: { chart, values: second, environments: { prd: { values: third, clusters: { osaka: { values: first } } } } } },
      };
      const before = structuredClone(declared);
      const resolved = resolve(declared);
      expect(resolve(declared)).toEqual(resolved);
      expect(declared).toEqual(before);
    }),
  );
});

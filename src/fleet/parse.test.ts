import { expect, test } from "vitest";
import { renderIssues, UserError } from "../core/user-error.ts";
import { defineBase, defineReleases } from "./define.ts";
import { parseFleet } from "./parse.ts";

const environments = { dev: {} };

function explain(declared: unknown, source = "desalt.config.ts"): string {
  try {
    parseFleet(declared, source);
  } catch (error) {
    if (error instanceof UserError) return renderIssues(error.issues);
    throw error;
  }
  return "";
}

class Custom {
  readonly field = 1;
}
const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;

const cases: readonly { readonly says: string; readonly declared: unknown; readonly source?: string; readonly expected: string }[] = [
  {
    says: "a config that exports nothing of use",
    declared: undefined,
    expected: `error: expected a map, got "undefined" (desalt.config.ts)
 hint: A fleet of Kubernetes add-ons: which release runs in which environment. The shape of desalt.yaml, and of the literal that defineFleet takes.`,
  },
  {
    says: "a fleet without environments",
    declared: { environments: {} },
    expected: `error: "environments" is empty (desalt.config.ts, environments)
 hint: The environments by name. An environment is upgraded as a whole. \`clusters\` lists clusters that share its versions.`,
  },
  {
    says: "a mistyped key of the fleet",
    declared: { environments, relases: {} },
    expected: `error: unknown key "relases" (desalt.config.ts)
 hint: did you mean "releases"? keys: $schema, repository, environments, helmfiles, repositories, defaults, releases, include, helmDefaults, variables, secretVariables, timezone, sources, ignoreKubeVersionOf, prConcurrentLimit, prHourlyLimit, selfHosted, credentialsEnvironment, workflows, defaultBranch, … (22 in all)`,
  },
  {
    says: "a mistyped key of a release",
    declared: { environments, releases: { portal: { chart: "a/b", namespac: "x" } } },
    expected: `error: unknown key "namespac" (desalt.config.ts, releases.portal)
 hint: did you mean "namespace"? keys: chart, version, namespace, createNamespace, values, needs, labels, group, separateMultipleMinor, pin, soak, wait, waitForJobs, timeout, atomic, helmfile, only, environments`,
  },
  {
    says: "a mistyped key of an override",
    declared: { environments, releases: { portal: { chart: "a/b", environments: { dev: { valuess: {} } } } } },
    expected: `error: unknown key "valuess" (desalt.config.ts, releases.portal.environments.dev)
 hint: did you mean "values"? keys: chart, version, namespace, createNamespace, values, needs, labels, group, separateMultipleMinor, pin, soak, wait, waitForJobs, timeout, atomic, helmfile, clusters`,
  },
  {
    says: "a wrong time further inside, in a value of several shapes, by that alone",
    declared: { environments: { dev: {}, prd: { follows: "dev", superseded: { minimum: "x" } } } },
    expected: `error: "x" is not valid (desalt.config.ts, environments.prd.superseded.minimum)
 hint: A length of time in words, such as \`7 days\` or \`12 hours\`.`,
  },
  {
    says: "a map where a word or a yes was meant",
    declared: { environments: { dev: { automerge: {} } } },
    expected: `error: expected true or false, "patch" or "minor", got a map (desalt.config.ts, environments.dev.automerge)
 hint: The upgrades that Renovate merges itself, through a pull request and after its checks: \`patch\`, \`minor\` (includes patches), or true for all. Default: false.`,
  },
  {
    says: "a release without a chart",
    declared: { environments, releases: { portal: {} } },
    expected: `error: "chart" is missing (desalt.config.ts, releases.portal)
 hint: chart: \`REPOSITORY/CHART\`, or the path of a chart in this repository, relative to its root, such as \`./charts/portal\`.`,
  },
  {
    says: "values of a wrong type",
    declared: { environments, releases: { portal: { chart: "a/b", values: 3 } } },
    expected: `error: expected a map, a text or a function, got "3" (desalt.config.ts, releases.portal.values)
 hint: Helm values, or the path of a hand-written values file, relative to the repository's root. A path replaces all values that were set before. A \`null\` in a map deletes a default of the chart, as in Helm.`,
  },
  {
    says: "values of a wrong type inside an override, which could also be false",
    declared: { environments, releases: { portal: { chart: "a/b", environments: { dev: { values: 3 } } } } },
    expected: `error: expected a map, a text or a function, got "3" (desalt.config.ts, releases.portal.environments.dev.values)
 hint: Helm values, or the path of a hand-written values file, relative to the repository's root. A path replaces all values that were set before. A \`null\` in a map deletes a default of the chart, as in Helm.`,
  },
  {
    says: "values of a wrong type in YAML, where functions do not exist",
    declared: { environments, releases: { portal: { chart: "a/b", values: [1] } } },
    source: "desalt.yaml",
    expected: `error: expected a map or a text, got a list (desalt.yaml, releases.portal.values)
 hint: Helm values, or the path of a hand-written values file, relative to the repository's root. A path replaces all values that were set before. A \`null\` in a map deletes a default of the chart, as in Helm.`,
  },
  {
    says: "a version that YAML read as a number",
    declared: { environments, releases: { portal: { chart: "a/b", version: 1.16 } } },
    source: "desalt.yaml",
    expected: `error: expected a text, got "1.16" (desalt.yaml, releases.portal.version)
 hint: write it in quotes: "1.16"`,
  },
  {
    says: "a release that is switched on by true",
    declared: { environments, releases: { portal: { chart: "a/b", environments: { dev: true } } } },
    expected: `error: expected false or a map, got "true" (desalt.config.ts, releases.portal.environments.dev)
 hint: A map of overrides, or \`false\` to remove the release there.`,
  },
  {
    says: "a soak time that is none",
    declared: { environments: { dev: { soak: "7 dayz" } } },
    expected: `error: "7 dayz" is not valid (desalt.config.ts, environments.dev.soak)
 hint: A length of time in words, such as \`7 days\` or \`12 hours\`.`,
  },
  {
    says: "a soak time by kind of update that is none",
    declared: { environments: { dev: { soak: { major: "long" } } } },
    expected: `error: "long" is not valid (desalt.config.ts, environments.dev.soak.major)
 hint: A length of time in words, such as \`7 days\` or \`12 hours\`.`,
  },
  {
    says: "an unknown kind of automerge",
    declared: { environments: { dev: { automerge: "patches" } } },
    expected: `error: "patches" is not a valid value (desalt.config.ts, environments.dev.automerge)
 hint: did you mean "patch"? allowed: patch, minor, true, false`,
  },
  {
    says: "a schedule that is no list",
    declared: { environments: { dev: { schedule: "at night" } } },
    expected: `error: expected a list, got "at night" (desalt.config.ts, environments.dev.schedule)
 hint: The times at which Renovate may open and update this environment's pull requests, such as \`[before 6am on monday]\`. Default: at any time. See https://docs.renovatebot.com/configuration-options/#schedule`,
  },
  {
    says: "an empty schedule",
    declared: { environments: { dev: { schedule: [] } } },
    expected: `error: "schedule" is empty (desalt.config.ts, environments.dev.schedule)
 hint: The times at which Renovate may open and update this environment's pull requests, such as \`[before 6am on monday]\`. Default: at any time. See https://docs.renovatebot.com/configuration-options/#schedule`,
  },
  {
    says: "a limit below zero",
    declared: { environments, prHourlyLimit: -1 },
    expected: `error: "-1" is too small (desalt.config.ts, prHourlyLimit)
 hint: write a number of at least 0`,
  },
  {
    says: "a name that makes no file name",
    declared: { environments: { "My Env": {} } },
    expected: `error: "My Env" is not a valid name (desalt.config.ts, environments)
 hint: Lower-case letters, digits and dashes; begins and ends with a letter or digit, such as \`cert-manager\`.`,
  },
  {
    says: "a function where none belongs",
    declared: { environments: { dev: { labels: () => [] } } },
    expected: `error: expected a list, got a function (desalt.config.ts, environments.dev.labels)
 hint: The labels of this environment's pull requests.`,
  },
  {
    says: "a literal password, without showing it",
    declared: { environments, repositories: { "charts-a": { url: "https://charts.example.com", password: "hunter2" } } },
    expected: `error: a literal password does not belong in a config (desalt.config.ts, repositories.charts-a.password)
 hint: remove it (and change it, if it was ever committed), set "private: true", and give CHARTS_A_USERNAME and CHARTS_A_PASSWORD in the environment of helmfile and as secrets of Renovate`,
  },
  {
    says: "a URL with a password, without showing it",
    declared: { environments, repositories: { a: { url: "https://me:hunter2@charts.example.com" } } },
    expected: `error: a URL with credentials does not belong in a config (desalt.config.ts, repositories.a.url)
 hint: remove it (and change it, if it was ever committed), set "private: true", and give A_USERNAME and A_PASSWORD in the environment of helmfile and as secrets of Renovate`,
  },
  {
    says: "a literal token in Renovate's options",
    declared: { environments: { dev: { renovate: { hostRules: [{ token: "hunter2" }, { token: "{{ secrets.TOKEN }}" }] } } } },
    expected: `error: a literal token does not belong in a config (desalt.config.ts, environments.dev.renovate.hostRules[0].token)
 hint: remove it (and change it, if it was ever committed), and name a secret of Renovate: "{{ secrets.NAME }}"`,
  },
  {
    says: "an encrypted password of a wrong type, without showing it",
    declared: { environments, repositories: { a: { url: "https://a.example", encrypted: { password: 12345 } } } },
    expected: `error: expected a text, got a number (desalt.config.ts, repositories.a.encrypted.password)`,
  },
  {
    says: "everything in values that is not plain data",
    declared: {
      environments,
      releases: {
        portal: {
          chart: "a/b",
          values: {
            a: undefined,
            b: new Date(0),
            c: [Number.NaN],
            d: new Custom(),
            e: () => 1,
            f: 1n,
            g: new Map(),
            h: cyclic,
            "i.j": undefined,
          },
        },
      },
    },
    expected: `error: "undefined" is not plain data (desalt.config.ts, releases.portal.values.a)
 hint: remove the key, or write null to delete an earlier value
error: "an instance of Date" is not plain data (desalt.config.ts, releases.portal.values.b)
 hint: write a text, number, boolean, list, map or null
error: "NaN" is not plain data (desalt.config.ts, releases.portal.values.c[0])
 hint: write a text, number, boolean, list, map or null
error: "an instance of Custom" is not plain data (desalt.config.ts, releases.portal.values.d)
 hint: write a text, number, boolean, list, map or null
error: "a function" is not plain data (desalt.config.ts, releases.portal.values.e)
 hint: write a text, number, boolean, list, map or null
error: "a bigint" is not plain data (desalt.config.ts, releases.portal.values.f)
 hint: write a text, number, boolean, list, map or null
error: "an instance of Map" is not plain data (desalt.config.ts, releases.portal.values.g)
 hint: write a text, number, boolean, list, map or null
error: a value contains itself (desalt.config.ts, releases.portal.values.h.self)
 hint: write the value out at each place
error: "undefined" is not plain data (desalt.config.ts, releases.portal.values["i.j"])
 hint: remove the key, or write null to delete an earlier value`,
  },
  {
    says: "undefined in options, which would hide an earlier layer",
    declared: { environments, releases: { portal: { chart: "a/b", version: undefined } } },
    expected: `error: "undefined" is not plain data (desalt.config.ts, releases.portal.version)
 hint: remove the key, or write null to delete an earlier value`,
  },
  {
    says: "functions in the settings",
    declared: { environments: { dev: { settings: { domain: () => "x" } } } },
    expected: `error: "a function" is not plain data (desalt.config.ts, environments.dev.settings.domain)
 hint: write a text, number, boolean, list, map or null`,
  },
  {
    says: "an included name of a file in TypeScript",
    declared: { environments, include: ["networking.yaml"] },
    expected: `error: "networking.yaml" is not a group of releases (desalt.config.ts, include[0])
 hint: in TypeScript, import the file and include the result of its defineReleases; in YAML, name a file with \`releases\``,
  },
  {
    says: "mistakes in an included file of TypeScript",
    declared: { environments, include: [{ releases: { portal: { chart: 1, values: { a: undefined } } } }] },
    expected: `error: "undefined" is not plain data (desalt.config.ts, include[0].releases.portal.values.a)
 hint: remove the key, or write null to delete an earlier value
error: expected a text, got "1" (desalt.config.ts, include[0].releases.portal.chart)
 hint: write it in quotes: "1"`,
  },
  {
    says: "mistakes in an included YAML file, at their places there",
    declared: { environments, include: [{ source: "networking.yaml", releases: { portal: { chrt: "a/b" } } }, { source: "empty.yaml" }] },
    source: "desalt.yaml",
    expected: `error: "chart" is missing (networking.yaml, releases.portal)
 hint: chart: \`REPOSITORY/CHART\`, or the path of a chart in this repository, relative to its root, such as \`./charts/portal\`.
error: unknown key "chrt" (networking.yaml, releases.portal)
 hint: did you mean "chart"? keys: chart, version, namespace, createNamespace, values, needs, labels, group, separateMultipleMinor, pin, soak, wait, waitForJobs, timeout, atomic, helmfile, only, environments
error: "releases" is missing (empty.yaml)
 hint: releases: Helm releases by name.`,
  },
  {
    says: "an included YAML file that is empty",
    declared: { environments, include: [null] },
    source: "desalt.yaml",
    expected: `error: an empty value is not a group of releases (desalt.yaml, include[0])
 hint: in TypeScript, import the file and include the result of its defineReleases; in YAML, name a file with \`releases\``,
  },
  {
    says: "several mistakes at once",
    declared: { environments: { dev: { automerge: 1 } }, releases: { a: { chart: "" }, b: { chart: "a/b", needs: "a" } } },
    expected: `error: "1" is not a valid value (desalt.config.ts, environments.dev.automerge)
 hint: allowed: patch, minor, true, false
error: "chart" is empty (desalt.config.ts, releases.a.chart)
 hint: \`REPOSITORY/CHART\`, or the path of a chart in this repository, relative to its root, such as \`./charts/portal\`.
error: expected a list, got "a" (desalt.config.ts, releases.b.needs)
 hint: Releases of the same environment that must be installed first, as \`name\` or \`namespace/name\`.`,
  },
];

for (const { says, declared, source, expected } of cases) {
  test(`parseFleet explains ${says}`, () => {
    expect(explain(declared, source)).toBe(expected);
  });
}

test("parseFleet explains a mistyped key of helmfile's own", () => {
  const text = explain({ environments, releases: { portal: { chart: "a/b", helmfile: { instaled: false } } } });
  expect(text).toMatch(
    /^error: unknown key "instaled" \(desalt\.config\.ts, releases\.portal\.helmfile\)\n hint: did you mean "installed"\? keys: /u,
  );
});

test("parseFleet keeps what was declared, with groups in their places", () => {
  const values = (): object => ({});
  const declared = {
    environments,
    releases: { values: { chart: "a/b", values } },
    include: [{ source: "n.yaml", releases: { portal: { chart: "a/c" } } }],
  };
  expect(parseFleet(declared, "desalt.config.ts")).toEqual({
    source: "desalt.config.ts",
    environments,
    groups: [
      { place: { source: "desalt.config.ts", path: ["releases"] }, releases: { values: { chart: "a/b", values } } },
      { place: { source: "n.yaml", path: ["releases"] }, releases: { portal: { chart: "a/c" } } },
    ],
  });
});

test("parseFleet takes what defineReleases returns", () => {
  const base = defineBase({ environments: { dev: { settings: { domain: "a" } } }, repositories: { a: { url: "https://a.example" } } });
  const group = defineReleases(base, { portal: { chart: "a/b", values: ({ settings }) => ({ host: settings.domain }) } });
  expect(parseFleet({ ...base, include: [group] }, "desalt.config.ts").groups[1]?.place.path).toEqual(["include", 0, "releases"]);
});

import { expect, test } from "vitest";
import { detectEnvironments, type Detection } from "./detect-environments.ts";

const repositories = "repositories: [{ name: acme, url: https://charts.example.com }]\n";

/** A helmfile with releases of one version. */
function helmfile(...names: readonly string[]): string {
  return `${repositories}releases:\n${names.map((name) => `  - { name: ${name}, chart: acme/${name}, version: 1.0.0 }\n`).join("")}`;
}

const same = helmfile("portal", "billing", "cert-manager");

async function detect(files: Readonly<Record<string, string>>): Promise<Detection> {
  return await detectEnvironments({ paths: Object.keys(files), readText: async (path) => files[path] });
}

/** Each environment on a line: a guess has a question mark. */
async function show(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { environments } = await detect(files);
  return environments.map(({ name, follows, helmfileEnvironment, files: own, isSure }) =>
    [
      `${name}${isSure ? "" : "?"}`,
      ...(follows === undefined ? [] : [`follows ${follows}`]),
      ...(helmfileEnvironment === undefined ? [] : [`-e ${helmfileEnvironment}`]),
      own.join(" "),
    ].join(", "),
  );
}

test.each([
  {
    shape: "a folder for each environment",
    files: { "prod/helmfile.yaml": same, "dev/helmfile.yaml": same, "staging/helmfile.yaml": same },
    expected: ["dev, dev/helmfile.yaml", "staging, follows dev, staging/helmfile.yaml", "prod, follows staging, prod/helmfile.yaml"],
  },
  {
    shape: "a file for each environment",
    files: { "clusters/dev.yaml": same, "clusters/prd.yaml": same, "values/dev.yaml": "replicas: 1\n" },
    expected: ["dev, clusters/dev.yaml", "prd, follows dev, clusters/prd.yaml"],
  },
  {
    shape: "helmfiles with a suffix",
    files: { "helmfile-dev.yaml": same, "helmfile-prd.yaml": same },
    expected: ["dev, helmfile-dev.yaml", "prd, follows dev, helmfile-prd.yaml"],
  },
  {
    shape: "a helmfile.d for each environment",
    files: { "envs/dev/helmfile.d/10-a.yaml": same, "envs/dev/helmfile.d/20-b.yaml": helmfile("b"), "envs/prd/helmfile.d/10-a.yaml": same },
    expected: ["dev, envs/dev/helmfile.d/10-a.yaml envs/dev/helmfile.d/20-b.yaml", "prd, follows dev, envs/prd/helmfile.d/10-a.yaml"],
  },
  {
    shape: "an environment called test",
    files: { "test/helmfile.yaml": same, "prod/helmfile.yaml": same },
    expected: ["test, test/helmfile.yaml", "prod, follows test, prod/helmfile.yaml"],
  },
  {
    shape: "component × environment, of which one component is not in production yet",
    files: {
      "components/portal/develop/helmfile.yaml": helmfile("portal"),
      "components/portal/production/helmfile.yaml": helmfile("portal"),
      "components/billing/develop/helmfile.yaml": helmfile("billing"),
    },
    expected: [
      "develop, components/portal/develop/helmfile.yaml components/billing/develop/helmfile.yaml",
      "production, follows develop, components/portal/production/helmfile.yaml",
    ],
  },
  {
    shape: "a helmfile with environments",
    files: { "helmfile.yaml": `environments: { prd: { values: [prd.yaml] }, dev: { values: [dev.yaml] } }\n---\n${same}` },
    expected: ["dev, -e dev, helmfile.yaml", "prd, follows dev, -e prd, helmfile.yaml"],
  },
  {
    shape: "environments in a base, with a default that has nothing",
    files: { "helmfile.yaml": `bases: [env.yaml]\n---\n${same}`, "env.yaml": "environments:\n  default:\n  qa: {}\n  live-eu: {}\n" },
    expected: ["qa, -e qa, helmfile.yaml", "live-eu, follows qa, -e live-eu, helmfile.yaml"],
  },
  {
    shape: "a helmfile with environments for each component",
    files: {
      "apps/a/helmfile.yaml": `environments: { dev: {}, prd: {} }\n---\n${helmfile("a")}`,
      "apps/b/helmfile.yaml": `environments: { dev: {}, prd: {} }\n---\n${helmfile("b")}`,
    },
    expected: [
      "dev, -e dev, apps/a/helmfile.yaml apps/b/helmfile.yaml",
      "prd, follows dev, -e prd, apps/a/helmfile.yaml apps/b/helmfile.yaml",
    ],
  },
  {
    shape: "a default that may be an environment",
    files: {
      "helmfile.yaml": `environments:\n  default: { values: [staging.yaml] }\n  production: { values: [prd.yaml] }\n---\n${same}`,
    },
    expected: ["production, -e production, helmfile.yaml", "default?, helmfile.yaml"],
  },
  {
    shape: "one helmfile",
    files: { "helmfile.yaml": same, "README.md": "" },
    expected: ["default, helmfile.yaml"],
  },
  {
    shape: "one helmfile with one environment",
    files: { "infra/helmfile.yaml": `environments: { prod: { values: [a.yaml] } }\n---\n${same}` },
    expected: ["prod, -e prod, infra/helmfile.yaml"],
  },
  {
    shape: "one environment of two that has an environment of helmfile",
    files: { "dev/helmfile.yaml": `environments: { dev: {} }\n---\n${same}`, "prd/helmfile.yaml": same },
    expected: ["dev, -e dev, dev/helmfile.yaml", "prd, follows dev, prd/helmfile.yaml"],
  },
  {
    shape: "helmfile.d",
    files: { "helmfile.d/1.yaml": helmfile("a"), "helmfile.d/2.yaml.gotmpl": helmfile("b") },
    expected: ["default, helmfile.d/1.yaml helmfile.d/2.yaml.gotmpl"],
  },
  {
    shape: "components",
    files: { "apps/argo-cd/helmfile.yaml": helmfile("argo-cd"), "services/monitoring/helmfile.yaml": helmfile("prometheus") },
    expected: ["default, apps/argo-cd/helmfile.yaml services/monitoring/helmfile.yaml"],
  },
  {
    shape: "components whose names have the word of a stage",
    files: { "dev-tools/helmfile.yaml": helmfile("a"), "api/helmfile.yaml": helmfile("b"), "web/helmfile.yaml": helmfile("c") },
    expected: ["default, dev-tools/helmfile.yaml api/helmfile.yaml web/helmfile.yaml"],
  },
  {
    shape: "nested helmfiles of components",
    files: { "helmfile.yaml": "helmfiles: [{ path: apps/*/helmfile.yaml }]\n", "apps/a/helmfile.yaml": helmfile("a") },
    expected: ["default, helmfile.yaml"],
  },
  {
    shape: "nested helmfiles of environments",
    files: { "helmfile.yaml": "helmfiles:\n  - path: ./*/helmfile.yaml\n", "dev/helmfile.yaml": same, "prd/helmfile.yaml": same },
    expected: ["dev, dev/helmfile.yaml", "prd, follows dev, prd/helmfile.yaml"],
  },
  {
    shape: "clusters with a region and a number, of which each follows that of its region",
    files: {
      "clusters/prod-eu-1/helmfile.yaml": same,
      "clusters/prod-us-1/helmfile.yaml": same,
      "clusters/stg-eu-1/helmfile.yaml": same,
      "clusters/stg-us-1/helmfile.yaml": same,
    },
    expected: [
      "stg-eu-1, clusters/stg-eu-1/helmfile.yaml",
      "stg-us-1, clusters/stg-us-1/helmfile.yaml",
      "prod-eu-1, follows stg-eu-1, clusters/prod-eu-1/helmfile.yaml",
      "prod-us-1, follows stg-us-1, clusters/prod-us-1/helmfile.yaml",
    ],
  },
  {
    shape: "customers",
    files: {
      "acme-prd/helmfile.yaml": same,
      "acme-dev/helmfile.yaml": same,
      "globex-prd/helmfile.yaml": same,
      "globex-dev/helmfile.yaml": same,
    },
    expected: [
      "acme-dev, acme-dev/helmfile.yaml",
      "globex-dev, globex-dev/helmfile.yaml",
      "acme-prd, follows acme-dev, acme-prd/helmfile.yaml",
      "globex-prd, follows globex-dev, globex-prd/helmfile.yaml",
    ],
  },
  {
    shape: "regions with environments inside",
    files: {
      "eu/dev/helmfile.yaml": same,
      "eu/prod/helmfile.yaml": same,
      "us/dev/helmfile.yaml": same,
      "us/prod/helmfile.yaml": same,
    },
    expected: [
      "eu-dev, eu/dev/helmfile.yaml",
      "us-dev, us/dev/helmfile.yaml",
      "eu-prod, follows eu-dev, eu/prod/helmfile.yaml",
      "us-prod, follows us-dev, us/prod/helmfile.yaml",
    ],
  },
  {
    shape: "numbered clusters, of which the upstream is not clear",
    files: { "dev01/helmfile.yaml": same, "dev02/helmfile.yaml": same, "prod/helmfile.yaml": same },
    expected: ["dev01, dev01/helmfile.yaml", "dev02, dev02/helmfile.yaml", "prod?, prod/helmfile.yaml"],
  },
  {
    shape: "a management cluster, which follows nothing",
    files: { "dev/helmfile.yaml": same, "mgmt/helmfile.yaml": same, "prod/helmfile.yaml": same },
    expected: ["dev, dev/helmfile.yaml", "prod, follows dev, prod/helmfile.yaml", "mgmt, mgmt/helmfile.yaml"],
  },
  {
    shape: "a sandbox beside development",
    files: { "sandbox/helmfile.yaml": same, "dev/helmfile.yaml": same, "prod/helmfile.yaml": same },
    expected: ["sandbox, sandbox/helmfile.yaml", "dev, dev/helmfile.yaml", "prod, follows dev, prod/helmfile.yaml"],
  },
  {
    shape: "a sandbox, which production may follow",
    files: { "sandbox/helmfile.yaml": same, "prod/helmfile.yaml": same },
    expected: ["sandbox, sandbox/helmfile.yaml", "prod?, follows sandbox, prod/helmfile.yaml"],
  },
  {
    shape: "folders with the same releases and names that say nothing",
    files: { "tokyo/helmfile.yaml": same, "osaka/helmfile.yaml": same },
    expected: ["osaka?, osaka/helmfile.yaml", "tokyo?, tokyo/helmfile.yaml"],
  },
  {
    shape: "folders with names of stages and other releases",
    files: { "dev/helmfile.yaml": helmfile("a", "b"), "prod/helmfile.yaml": helmfile("c", "d") },
    expected: ["dev?, dev/helmfile.yaml", "prod?, follows dev, prod/helmfile.yaml"],
  },
  {
    shape: "releases that have the environment in their names",
    files: {
      "int/helmfile.yaml": helmfile("portal").replace("name: portal", "name: portal-int"),
      "stag/helmfile.yaml": helmfile("portal"),
    },
    expected: ["int, int/helmfile.yaml", "stag, follows int, stag/helmfile.yaml"],
  },
  {
    shape: "components of one environment that is named",
    files: { "environments/prod/a-helmfile.yaml": helmfile("a"), "environments/prod/b-helmfile.yaml": helmfile("b") },
    expected: ["prod, environments/prod/a-helmfile.yaml environments/prod/b-helmfile.yaml"],
  },
  {
    shape: "helmfiles in the folders of charts alone",
    files: { "releases/common/helmfile.yaml": helmfile("a"), "releases/common/Chart.yaml": "name: common\n" },
    expected: ["default, releases/common/helmfile.yaml"],
  },
  {
    shape: "an application called docs",
    files: {
      "apps/docs/dev/helmfile.yaml": helmfile("docs"),
      "apps/docs/prd/helmfile.yaml": helmfile("docs"),
      "docs/dev/helmfile.yaml": same,
    },
    expected: ["dev, apps/docs/dev/helmfile.yaml", "prd, follows dev, apps/docs/prd/helmfile.yaml"],
  },
  {
    shape: "values with releases",
    files: {
      "helmfile.yaml": `environments: { dev: { values: [env/dev.yaml] }, prd: { values: [env/prd.yaml] } }\n---\n${same}`,
      "env/dev.yaml": "releases:\n  portal:\n    chart: acme/portal\n",
      "env/prd.yaml": "releases:\n  portal:\n    chart: acme/portal\n",
      "env/values.yaml": same,
    },
    expected: ["dev, -e dev, helmfile.yaml", "prd, follows dev, -e prd, helmfile.yaml"],
  },
  {
    shape: "folders that share environments of helmfile with other names",
    files: {
      "env.yaml": "environments: { develop: {}, production: {} }\n",
      "dev/helmfile.yaml": `bases: [../env.yaml]\n---\n${same}`,
      "prd/helmfile.yaml": `bases: [../env.yaml]\n---\n${same}`,
    },
    expected: ["dev, -e develop, dev/helmfile.yaml", "prd, follows dev, -e production, prd/helmfile.yaml"],
  },
  {
    shape: "files of other names in a folder for each environment",
    files: { "clusters/dev/apps.yaml": same.replace("releases:", "releases: # all\n"), "clusters/prd/apps.yaml": same },
    expected: ["dev, clusters/dev/apps.yaml", "prd, follows dev, clusters/prd/apps.yaml"],
  },
  {
    shape: "names that differ in signs alone",
    files: { "helmfile.yaml": `environments: { dev.eu: {}, dev_eu: {} }\n---\n${same}` },
    expected: ["dev-eu, -e dev.eu, helmfile.yaml", "dev-eu-2?, -e dev_eu, helmfile.yaml"],
  },
  {
    shape: "environments that only a template knows",
    files: { "helmfile.yaml": `environments:\n  {{ env "NAME" }}: {}\n---\n${same}` },
    expected: ["default?, helmfile.yaml"],
  },
  { shape: "nothing of helmfile", files: { "README.md": "" }, expected: [] },
])("$shape", async ({ files, expected }) => {
  expect(await show(files)).toEqual(expected);
});

test.each([
  [".archive/dev/helmfile.yaml", same, "an archive (.archive/)"],
  ["examples/dev/helmfile.yaml", same, "an example (examples/)"],
  ["__tests__/dev/helmfile.yaml", same, "a test (__tests__/)"],
  ["vendor/x/helmfile.yaml", same, "vendored (vendor/)"],
  [".github/workflows/helmfile.yaml", "on: push\n", "for CI (.github/)"],
  ["templates/app/helmfile.yaml", same, "a template of files (templates/)"],
  ["charts/portal/helmfile.yaml", same, "in the folder of a chart (charts/portal/)"],
  ["apps/helmfile.yaml", `# Code generated by jsonnet. DO NOT EDIT.\n${same}`, "generated, as its first lines say"],
  ["dev/helmfile.yaml.gotmpl", same, "helmfile reads dev/helmfile.yaml in its place"],
  ["dev/helmfile.d/1.yaml", same, "helmfile reads dev/helmfile.yaml in its place"],
  ["releases/x/helmfile.yaml", same, "ignored by Renovate (renovate.json, ignorePaths)"],
  ["k0s/helmfile.yaml", helmfile("cilium"), "not named after an environment"],
  ["parts/repositories.yaml", helmfile("z"), "a part of prd/helmfile.yaml"],
  ["docs/helmfile.yaml", same, "documentation (docs/)"],
  ["bootstrap/helmfile.yaml.j2", "", "a template that helmfile does not read"],
])("leaves %s out", async (path, text, reason) => {
  const { environments, leftOut } = await detect({
    "dev/helmfile.yaml": same,
    "prd/helmfile.yaml": `bases: [../parts/repositories.yaml]\n---\n${same}`,
    "charts/portal/Chart.yaml": "name: portal\n",
    "parts/repositories.yaml": repositories,
    "renovate.json": '{ "ignorePaths": ["releases/**"] }',
    [path]: text,
  });
  expect(leftOut).toContainEqual({ path, reason });
  expect(environments.map(({ name, isSure }) => [name, isSure])).toEqual([
    ["dev", true],
    ["prd", true],
  ]);
});

test("counts releases, exact versions, and versions that all environments of a helmfile share", async () => {
  const text = `environments: { dev: {}, prd: {} }\n---\n${helmfile("portal")}  - { name: billing, chart: acme/billing, version: ">= 1.0.0" }\n`;
  const { environments } = await detect({ "helmfile.yaml": text });
  expect(environments).toMatchObject([
    { name: "dev", releases: 2, exact: 1, shared: 2, unread: [] },
    { name: "prd", releases: 2, exact: 1, shared: 2, unread: [] },
  ]);
});

test("asks what only people can say", async () => {
  const { questions } = await detect({ "dev/helmfile.yaml": same, "prd/helmfile.yaml": same, "bootstrap/helmfile.yaml": same });
  expect(questions).toEqual(["bootstrap/helmfile.yaml holds the releases of an environment: which environment is it?"]);
  const alike = await detect({ "tokyo/helmfile.yaml": same, "osaka/helmfile.yaml": same });
  expect(alike.questions).toHaveLength(1);
});

test("names versions in files of their own", async () => {
  const lines = 'https://charts.example.com reloader: "2.2.16"\nhttps://charts.example.com portal: "1.0.0"\n';
  const { environments, questions } = await detect({
    "charts/core/helm-versions/integration": lines,
    "charts/core/helm-versions/production": lines,
    "charts/core/values/production.yaml": "replicas: 1\n",
  });
  expect(environments).toEqual([]);
  expect(questions).toEqual([
    "charts/core/helm-versions/{integration,production} hold versions for each environment, which desalt does not read yet: what reads them?",
  ]);
});

test("counts what other tools install", async () => {
  const flux = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n";
  const { environments, others } = await detect({
    "apps/a.yaml": `${flux}---\n${flux}`,
    "argo/app.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    chart: portal\n",
    "k/kustomization.yaml": "helmCharts:\n  - name: portal\n",
    "umbrella/Chart.yaml": "name: all\ndependencies:\n  - name: portal\n    repository: https://charts.example.com\n",
    "charts/local/Chart.yaml": "name: local\n",
    "main.tf": 'resource "helm_release" "portal" {}\n',
  });
  expect(environments).toEqual([]);
  expect(others.map(({ tool, count }) => `${count} ${tool}`)).toEqual([
    "2 Flux",
    "1 Argo CD",
    "1 kustomize",
    "1 umbrella chart",
    "1 Terraform",
  ]);
});

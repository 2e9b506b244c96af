import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startFixtures, type RunningFixtures } from "../../src/dryrun/index.ts";
import { requireTools } from "../requires.ts";
import { createFolder, createRepository, runDesalt, type Run, type TemporaryFolder } from "../run-desalt.ts";
import { charts } from "./render-charts.ts";

const { isMissing } = await requireTools("helm", "helmfile");

const credentials = { PLATFORM_USERNAME: "acme", PLATFORM_PASSWORD: "open-sesame" };

describe.skipIf(isMissing)("desalt render, with the real helmfile and helm", () => {
  let fixtures: RunningFixtures;
  let home: TemporaryFolder;

  beforeAll(async () => {
    home = await createFolder({});
    fixtures = await startFixtures({
      charts: { ...charts, "https://private.example.com/charts": { billing: ["1.0.0"] } },
      credentials: { "https://private.example.com/charts": { username: "acme", password: "open-sesame" } },
    });
  });
  afterAll(async () => {
    await fixtures.close();
    await home[Symbol.asyncDispose]();
  });

  async function render(
    repository: TemporaryFolder,
    args: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Run> {
    const run = await runDesalt(repository.path, ["render", "--out", "out", ...args], {
      env: { ...fixtures.environment, ...credentials, HOME: home.path, XDG_CACHE_HOME: join(home.path, "cache"), ...env },
    });
    expect(run.stdout + run.stderr).not.toMatch(/sesame/u);
    return run;
  }

  it("renders a generated layout: classic, OCI and private charts, clusters, subcharts, definitions apart, tests left out", async () => {
    await using repository = await createRepository({
      "desalt.yaml": `
environments:
  dev: { kubernetes: "1.33", apiVersions: [example.com/v1] }
  prd: { follows: dev, kubernetes: "1.32", clusters: { tokyo: {}, osaka: { kubernetes: "1.34" } } }
repositories:
  charts: { url: https://charts.example.com }
  platform: { url: https://private.example.com/charts, private: true }
  registry: { url: registry.example.com/charts, oci: true }
releases:
  portal: { chart: charts/portal, version: 2.0.0, namespace: web }
  umbrella: { chart: charts/umbrella, version: 1.0.0, values: { port: 81 } }
  web: { chart: registry/web, version: 3.0.0 }
  billing: { chart: platform/billing, version: 1.0.0, environments: { prd: { clusters: { osaka: false } } } }
`,
    });
    expect(await runDesalt(repository.path, ["generate"])).toMatchObject({ status: 0 });

    const run = await render(repository);

    expect(run).toMatchObject({ status: 0 });
    expect(listFiles(join(repository.path, "out"))).toMatchInlineSnapshot(`
      [
        ".desalt/dev.json",
        ".desalt/prd.json",
        "dev/billing/ConfigMap_default_billing-values.yaml",
        "dev/billing/Deployment.apps_default_billing.yaml",
        "dev/portal/Job.batch__portal-migrate.yaml",
        "dev/portal/Service__portal.yaml",
        "dev/portal/crds/CustomResourceDefinition.apiextensions.k8s.io__portals.example.com.yaml",
        "dev/umbrella/ConfigMap__umbrella-sub.yaml",
        "dev/umbrella/ConfigMap__umbrella.yaml",
        "dev/web/ConfigMap_default_web-values.yaml",
        "dev/web/Deployment.apps_default_web.yaml",
        "prd/osaka/portal/Job.batch__portal-migrate.yaml",
        "prd/osaka/portal/Service__portal.yaml",
        "prd/osaka/portal/crds/CustomResourceDefinition.apiextensions.k8s.io__portals.example.com.yaml",
        "prd/osaka/umbrella/ConfigMap__umbrella-sub.yaml",
        "prd/osaka/umbrella/ConfigMap__umbrella.yaml",
        "prd/osaka/web/ConfigMap_default_web-values.yaml",
        "prd/osaka/web/Deployment.apps_default_web.yaml",
        "prd/tokyo/billing/ConfigMap_default_billing-values.yaml",
        "prd/tokyo/billing/Deployment.apps_default_billing.yaml",
        "prd/tokyo/portal/Job.batch__portal-migrate.yaml",
        "prd/tokyo/portal/Service__portal.yaml",
        "prd/tokyo/portal/crds/CustomResourceDefinition.apiextensions.k8s.io__portals.example.com.yaml",
        "prd/tokyo/umbrella/ConfigMap__umbrella-sub.yaml",
        "prd/tokyo/umbrella/ConfigMap__umbrella.yaml",
        "prd/tokyo/web/ConfigMap_default_web-values.yaml",
        "prd/tokyo/web/Deployment.apps_default_web.yaml",
      ]
    `);
    expect(read(repository, "out/dev/portal/Service__portal.yaml")).toContain("api: true\n  zone: v1.33\n");
    expect(read(repository, "out/prd/osaka/portal/Service__portal.yaml")).toContain("api: false\n  zone: v1.34\n");
    expect(run.stderr).toMatchInlineSnapshot(`
      "rendering…
      rendered 11: dev/billing, dev/portal, dev/umbrella, dev/web, prd/osaka/portal, prd/osaka/umbrella, prd/osaka/web, prd/tokyo/billing, prd/tokyo/portal, prd/tokyo/umbrella, prd/tokyo/web
      from the cache 0
      "
    `);

    const again = await render(repository);
    expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining("up to date") });
    expect(again.stderr).toContain("rendered 0\n");
    // Nothing is asked of any registry.
    const offline = await render(repository, [], { HTTPS_PROXY: "http://127.0.0.1:1", https_proxy: "http://127.0.0.1:1" });
    expect(offline).toEqual(again);
  });

  it("leaves hooks out and keeps tests as asked", async () => {
    await using repository = await createRepository({ "helmfile.yaml": helmfile(["portal 2.0.0"]) });
    expect(await render(repository, ["--tests", "--no-hooks"])).toMatchObject({ status: 0 });
    expect(listFiles(join(repository.path, "out"))).toEqual([
      ".desalt/default.json",
      "default/portal/Pod__portal-test.yaml",
      "default/portal/Service__portal.yaml",
      "default/portal/crds/CustomResourceDefinition.apiextensions.k8s.io__portals.example.com.yaml",
    ]);
  });

  it("shows every release that fails, renders the others, and leaves the files of those that failed", async () => {
    await using repository = await createRepository({ "helmfile.yaml": helmfile(["plain 1.0.0", "strict 1.0.0"]) });
    expect(await render(repository)).toMatchObject({ status: 0 });

    await repository.write({
      "helmfile.yaml":
        `${helmfile(["plain 1.1.0", "strict 1.0.0", "broken 1.0.0", "modern 1.0.0", "list 1.0.0", "twins 1.0.0", "absent 1.0.0", "plain 9.9.9 missing", "umbrella 1.0.0 templated"])}  - { name: local, chart: ./charts/none }
  - { name: lost, chart: elsewhere/lost, version: 1.0.0 }
`
          .replace("name: strict,", "name: strict, values: [{ port: many, password: open-sesame }],")
          .replace("name: modern,", "name: modern, kubeVersion: 1.30.0,")
          .replace("name: templated,", "name: templated, values: [templated.yaml.gotmpl],")
          .replace("repositories:\n", "repositories:\n  - { name: elsewhere, url: https://unreachable.example.com }\n"),
      "templated.yaml.gotmpl": 'port: {{ fail "no port today" }}\n',
    });
    const run = await render(repository);

    expect(run.status).toBe(2);
    expect(run.stderr).toMatchInlineSnapshot(`
      "rendering…
      rendered 2: default/plain, default/twins
      from the cache 0
      warning: release "twins" (default): ConfigMap "twins" is rendered twice, in "twins/templates/a.yaml" and "twins/templates/b.yaml"; the documents are equal, so one of them is kept
      error: release "templated" (default): in ./helmfile.yaml: failed to render values files "templated.yaml.gotmpl": failed to render [templated.yaml.gotmpl], because of template: stringTemplate:1:9: executing "stringTemplate" at <fail "no port today">: error calling fail: no port today
       hint: its files were not changed
      error: release "absent" (default): chart "absent" matching 1.0.0 not found in charts index: no chart name found
       hint: its files were not changed
      error: release "broken" (default): execution error at (broken/templates/all.yaml:1:3): the broken one says no
       hint: its files were not changed
      error: release "list" (default): YAML parse error on list/templates/all.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type util.SimpleHead
       hint: its files were not changed
      error: release "local" (default): chart "./charts/none" was not found
       hint: its files were not changed
      error: release "lost" (default): looks like "https://unreachable.example.com" is not a valid chart repository or cannot be reached: Get "https://unreachable.example.com/index.yaml": No Fixture For unreachable.example.com
       hint: its files were not changed
      error: release "missing" (default): chart "plain" matching 9.9.9 not found in charts index: no chart version found for plain-9.9.9
       hint: its files were not changed
      error: release "modern" (default): chart requires kubeVersion: >=1.33.0-0 which is incompatible with Kubernetes v1.30.0
       hint: its files were not changed
      error: release "strict" (default): values don't meet the specifications of the schema(s) in the following chart(s):
      strict:
      - at '/password': minLength: got 11, want 12
      - at '/port': got string, want integer
       hint: its files were not changed
      "
    `);
    expect(run.stdout).toMatchInlineSnapshot(`
      "wrote   out/default/plain/Deployment.apps_default_plain.yaml
      wrote   out/default/twins/ConfigMap__twins.yaml
      2 of 3 files changed
      "
    `);
    expect(existsSync(join(repository.path, "out/default/strict/ConfigMap__strict.yaml"))).toBe(true);
  });

  it("keeps committed bytes where only random values differ, and the values where more does", async () => {
    await using repository = await createRepository({ "desalt.yaml": vaultFleet("gitops: { secrets: commit }") });
    expect(await runDesalt(repository.path, ["generate"])).toMatchObject({ status: 0 });
    expect(await render(repository, ["--no-cache"])).toMatchObject({ status: 0 });
    const before = { secret: read(repository, secretPath), deployment: read(repository, deploymentPath) };

    expect(await render(repository, ["--no-cache"])).toMatchObject({ status: 0, stdout: "2 files are up to date\n" });

    await repository.write({ "desalt.yaml": vaultFleet("gitops: { secrets: commit }", "color: red") });
    expect(await runDesalt(repository.path, ["generate"])).toMatchObject({ status: 0 });
    expect(await render(repository, ["--no-cache"])).toMatchObject({ status: 0 });
    expect(read(repository, secretPath)).toBe(before.secret);
    expect(read(repository, deploymentPath)).toBe(before.deployment.replace("color: blue", "color: red"));
  });

  it("refuses Secrets with data by name, and leaves them out when told", async () => {
    await using repository = await createRepository({ "desalt.yaml": vaultFleet("") });
    expect(await runDesalt(repository.path, ["generate"])).toMatchObject({ status: 0 });
    const refused = await render(repository);
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(refused.stderr).toMatchInlineSnapshot(`
      "rendering…
      error: dev/vault: Secret "vault-login" in "vault" has data, which everybody with access to git could read
       hint: create it with External Secrets, Sealed Secrets or SOPS, or set \`gitops: { secrets: "omit" }\` or "commit" in the config
      "
    `);
    expect(existsSync(join(repository.path, "out"))).toBe(false);

    await repository.write({ "desalt.yaml": vaultFleet("gitops: { secrets: omit }") });
    const omitted = await render(repository);
    expect(omitted).toMatchObject({ status: 0, stderr: expect.stringContaining('left out: dev/vault: Secret "vault-login"') });
    expect(listFiles(join(repository.path, "out"))).toEqual([".desalt/dev.json", deploymentPath.slice(4)]);
  });

  it("refuses what removes a definition, a namespace, an environment or much at once, unless that is allowed", async () => {
    const many = ["portal 2.0.0", ...[1, 2, 3, 4].map((number) => `plain 1.0.0 plain-${number}`)];
    await using repository = await createRepository({
      "dev/helmfile.yaml": helmfile(many),
      "prd/helmfile.yaml": helmfile(["plain 1.0.0"]),
    });
    expect(await render(repository)).toMatchObject({ status: 0 });
    const before = listFiles(join(repository.path, "out"));

    await repository.write({ "dev/helmfile.yaml": helmfile(["plain 1.0.0 plain-1"]), "prd/helmfile.yaml": "releases: []\n" });
    const refused = await render(repository);
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(refused.stderr).toMatchInlineSnapshot(`
      "rendering…
      error: "dev/portal/crds/CustomResourceDefinition.apiextensions.k8s.io__portals.example.com.yaml" would be removed, which is a CustomResourceDefinition, and with it every object of its kind
       hint: if this is intended, add: --allow-removal dev/portal/crds/CustomResourceDefinition.apiextensions.k8s.io__portals.example.com.yaml
      error: 9 of 11 objects would be removed, more than 20 %:
        dev/plain-2/ConfigMap_default_plain-2-values.yaml
        dev/plain-2/Deployment.apps_default_plain-2.yaml
        dev/plain-3/ConfigMap_default_plain-3-values.yaml
        dev/plain-3/Deployment.apps_default_plain-3.yaml
        dev/plain-4/ConfigMap_default_plain-4-values.yaml
        dev/plain-4/Deployment.apps_default_plain-4.yaml
        dev/portal/Job.batch__portal-migrate.yaml
        dev/portal/Service__portal.yaml
        dev/portal/crds/CustomResourceDefinition.apiextensions.k8s.io__portals.example.com.yaml
       hint: if this is intended, add: --allow-removal dev/plain-2 dev/plain-3 dev/plain-4 dev/portal; or set a larger share in the config: gitops: { removal: { share: … } }
      error: "prd" renders to nothing, so all of its 2 objects would be removed
       hint: if this is intended, add: --allow-removal prd
      error: nothing was written
      "
    `);
    expect(listFiles(join(repository.path, "out"))).toEqual(before);

    const allowed = await render(repository, ["--allow-removal", "dev/portal", "plain-2", "dev/plain-3", "plain-4", "prd"]);
    expect(allowed).toMatchObject({ status: 0 });
    expect(listFiles(join(repository.path, "out"))).toEqual([
      ".desalt/dev.json",
      "dev/plain-1/ConfigMap_default_plain-1-values.yaml",
      "dev/plain-1/Deployment.apps_default_plain-1.yaml",
    ]);
  });

  it("refuses a file of somebody else in the way, and leaves those beside alone", async () => {
    await using repository = await createRepository({
      "helmfile.yaml": helmfile(["strict 1.0.0"]),
      "out/default/strict/ConfigMap__strict.yaml": "mine: true\n",
      "out/default/strict/README.md": "by hand\n",
    });
    const refused = await render(repository);
    expect(refused).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringContaining("already exists, and desalt did not write it"),
    });
    expect(read(repository, "out/default/strict/ConfigMap__strict.yaml")).toBe("mine: true\n");

    await repository.write({
      "out/default/strict/ConfigMap__strict.yaml": 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: strict\ndata:\n  port: "80"\n',
    });
    expect(await render(repository)).toMatchObject({ status: 0 });
    await repository.write({ "helmfile.yaml": helmfile(["plain 1.0.0"]) });
    expect(await render(repository, ["--allow-removal", "strict"])).toMatchObject({ status: 0 });
    expect(readdirSync(join(repository.path, "out/default/strict"))).toEqual(["README.md"]);
  });

  it("writes what Argo CD keeps, and a record for each release, also of one that is gone", async () => {
    const config = (releases: string): string => `repository: acme/infra
environments: { dev: {} }
repositories: { charts: { url: https://charts.example.com } }
releases: { ${releases} }
gitops: { repository: acme/manifests, argocd: true }
`;
    const portal = "portal: { chart: charts/portal, version: 2.0.0, needs: [strict] }";
    await using repository = await createRepository({
      "desalt.yaml": config(`${portal}, strict: { chart: charts/strict, version: 1.0.0 }`),
    });
    expect(await runDesalt(repository.path, ["generate"])).toMatchObject({ status: 0 });
    expect(await render(repository)).toMatchObject({ status: 0 });
    const definition = "out/dev/portal/crds/CustomResourceDefinition.apiextensions.k8s.io__portals.example.com.yaml";
    expect(read(repository, definition)).toContain("argocd.argoproj.io/sync-options: Prune=false,Delete=false");
    expect(JSON.parse(read(repository, "out/.desalt/applications/dev/portal.json"))).toMatchObject({ directory: "dev/portal", wave: "1" });

    await repository.write({ "desalt.yaml": config("strict: { chart: charts/strict, version: 1.0.0 }") });
    expect(await runDesalt(repository.path, ["generate"])).toMatchObject({ status: 0 });
    expect(await render(repository, ["dev", "--allow-removal", "portal"])).toMatchObject({ status: 0 });
    expect(existsSync(join(repository.path, definition))).toBe(false);
    expect(JSON.parse(read(repository, "out/.desalt/applications/dev/portal.json"))).toMatchObject({ removed: true });
  });

  it("says what is wrong where nothing can be rendered", async () => {
    await using empty = await createRepository({ "README.md": "" });
    await using idle = await createRepository({ "helmfile.yaml": "releases: []\n" });
    await using damaged = await createRepository({ "helmfile.yaml": "releases: [\n" });

    expect((await render(empty)).stderr.replace(empty.path, "FOLDER")).toMatchInlineSnapshot(`
      "error: "FOLDER" has no desalt config, no helmfile.yaml, no helmfile.yaml.gotmpl and no helmfile.d
       hint: name the repository's folder with --cwd, or create a config: npx desalt init
      "
    `);
    expect((await render(idle)).stderr).toMatchInlineSnapshot(`
      "rendering…
      error: nothing was rendered, because no release is installed anywhere
       hint: list the releases with: helmfile list
      "
    `);
    expect((await render(damaged)).stderr).toMatchInlineSnapshot(`
      "rendering…
      rendered 0
      from the cache 0
      error: default: in ./helmfile.yaml: failed to read helmfile.yaml: reading document at index 1. Started seeing this since Helmfile v1? Add the .gotmpl file extension: yaml: line 1: did not find expected node content
       hint: its files were not changed
      "
    `);
    expect((await render(idle, ["nowhere"])).stderr).toMatchInlineSnapshot(`
      "rendering…
      error: environment "nowhere" does not exist
       hint: there are: default
      "
    `);
  });
});

const secretPath = "out/dev/vault/Secret_vault_vault-login.yaml";
const deploymentPath = "out/dev/vault/Deployment.apps__vault.yaml";

function vaultFleet(more: string, values = "color: blue"): string {
  return `environments: { dev: {} }
repositories: { charts: { url: https://charts.example.com } }
releases: { vault: { chart: charts/vault, version: 1.0.0, namespace: vault, values: { ${values} } } }
${more}
`;
}

/** A helmfile by hand, from `CHART VERSION [NAME]`. */
function helmfile(releases: readonly string[]): string {
  const lines = releases.map((release) => {
    const [chart = "", version = "", name = chart] = release.split(" ");
    return `  - { name: ${name}, chart: charts/${chart}, version: ${version} }\n`;
  });
  return `repositories:\n  - { name: charts, url: https://charts.example.com }\nreleases:\n${lines.join("")}`;
}

function read(folder: TemporaryFolder, path: string): string {
  return readFileSync(join(folder.path, path), "utf8");
}

function listFiles(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startFixtures, type RunningFixtures } from "../src/dryrun/index.ts";
import { createFolder, createRepository, runDesalt, type Run, type TemporaryFolder } from "./run-desalt.ts";

const schema = JSON.stringify({
  $schema: "http://json-schema.org/draft-07/schema#",
  type: "object",
  additionalProperties: false,
  properties: {
    replicaCount: { type: "integer", description: "How many pods run." },
    ingress: { type: "object", properties: { host: { type: "string" }, className: { type: "string" } }, additionalProperties: false },
    password: { type: "string", minLength: 12 },
    global: {},
  },
});
const remote = JSON.stringify({
  type: "object",
  properties: { pod: { $ref: "https://schemas.example.com/pod.json" }, replicaCount: { type: "integer" } },
});

let fixtures: RunningFixtures;
let cache: TemporaryFolder;

beforeAll(async () => {
  cache = await createFolder({});
  fixtures = await startFixtures({
    charts: {
      "https://charts.example.com": { billing: [{ version: "3.1.0", files: { "values.schema.json": schema } }] },
      "oci://ghcr.io/example/charts": { portal: [{ version: "2.4.0+build.1", files: { "values.schema.json": schema } }] },
      "https://charts.jetstack.io": { plain: ["1.0.0"], remote: [{ version: "1.0.0", files: { "values.schema.json": remote } }] },
    },
    credentials: {
      "https://charts.example.com": { username: "acme", password: "open-sesame" },
      "oci://ghcr.io/example/charts": { username: "acme", password: "open-sesame" },
    },
  });
});
afterAll(async () => {
  await fixtures.close();
  await cache[Symbol.asyncDispose]();
});

const config = (portal: string): string => `
import { defineFleet, helmRepository, ociRepository } from "desalt";

export default defineFleet({
  environments: { dev: {}, prd: { follows: "dev", clusters: { tokyo: {}, osaka: { settings: { replicas: 3 } } } } },
  repositories: {
    platform: helmRepository("https://charts.example.com", { private: true }),
    shared: ociRepository("ghcr.io/example/charts", { private: true }),
    jetstack: helmRepository("https://charts.jetstack.io"),
  },
  releases: {
    portal: { chart: "shared/portal", version: "2.4.0+build.1", values: ${portal} },
    billing: { chart: "platform/billing", version: "3.1.0", values: "billing.yaml", environments: { prd: { values: { password: "hunter2" } } } },
    plain: { chart: "jetstack/plain", version: "1.0.0" },
  },
});
`;
const fits = "({ settings }) => ({ replicaCount: Number(settings.replicas ?? 1) })";
const wrong =
  '({ settings }) => ({ replicaCount: settings.replicas ?? 1, ingress: { hots: "x" }, ...(settings.replicas ? { replicaCount: "three" } : {}) })';

interface Generation {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

async function generate(repository: TemporaryFolder, { args = [], env = {} }: Generation): Promise<Run> {
  const credentials = {
    PLATFORM_USERNAME: "acme",
    PLATFORM_PASSWORD: "open-sesame",
    SHARED_USERNAME: "acme",
    SHARED_PASSWORD: "open-sesame",
  };
  const run = await runDesalt(repository.path, ["generate", ...args], {
    env: { ...fixtures.environment, ...credentials, XDG_CACHE_HOME: cache.path, ...env },
  });
  expect(run.stdout + run.stderr).not.toMatch(/hunter2|sesame/u);
  return run;
}

test("values are checked with --schemas, and afterwards from the cache, and nothing is written unless they fit", async () => {
  await using repository = await createRepository({ "desalt.config.ts": config(wrong), "billing.yaml": "replicaCount: two\n" });
  const refused = await generate(repository, { args: ["--schemas"] });
  expect(refused).toMatchObject({ status: 2, stdout: "" });
  expect(refused.stderr).toMatchInlineSnapshot(`
    "downloading 3 charts for values.schema.json…
    error: "ingress" of release "portal" in environments "dev" and "prd" (clusters "tokyo", "osaka") has an unknown key "hots" (values.schema.json of shared/portal 2.4.0+build.1)
     hint: known: host, className
    error: "replicaCount" of release "portal" in environment "prd" (cluster "osaka") must be a whole number, got a text (values.schema.json of shared/portal 2.4.0+build.1)
     hint: the schema says: How many pods run.
    error: "replicaCount" of release "billing" in environments "dev" and "prd" must be a whole number, got a text (values.schema.json of platform/billing 3.1.0)
     hint: the schema says: How many pods run.
    error: "password" of release "billing" in environment "prd" must NOT have fewer than 12 characters (values.schema.json of platform/billing 3.1.0)
    "
  `);
  expect(existsSync(join(repository.path, "dev"))).toBe(false);

  const offline = await generate(repository, { env: { HTTPS_PROXY: "http://127.0.0.1:1", https_proxy: "http://127.0.0.1:1" } });
  expect(offline.stderr).toBe(refused.stderr.replace(/^downloading.*\n/u, ""));

  await repository.write({
    "desalt.config.ts": config(fits).replace("hunter2", "correct-horse-battery"),
    "billing.yaml": "replicaCount: 2\n",
  });
  expect(await generate(repository, { args: ["--schemas"] })).toMatchObject({ status: 0 });
});

test("where no schema is at hand, nothing is asked and nothing is checked", async () => {
  await using empty = await createFolder({});
  await using repository = await createRepository({ "desalt.config.ts": config(wrong), "billing.yaml": "replicaCount: two\n" });
  const env = { XDG_CACHE_HOME: empty.path, HTTPS_PROXY: "http://127.0.0.1:1", https_proxy: "http://127.0.0.1:1" };
  expect(await generate(repository, { env })).toMatchObject({ status: 0, stdout: expect.stringContaining("helmfile.yaml") });
  expect(existsSync(join(empty.path, "desalt"))).toBe(false);
});

test("all charts that cannot be downloaded are told at once", async () => {
  await using empty = await createFolder({});
  await using repository = await createRepository({
    "desalt.config.ts": config(fits).replace('plain", version: "1.0.0', 'plain", version: "1.0.1'),
    "billing.yaml": "",
  });
  const run = await generate(repository, {
    args: ["--schemas"],
    env: { XDG_CACHE_HOME: empty.path, PLATFORM_PASSWORD: "wrong", SHARED_PASSWORD: "" },
  });
  expect(run).toMatchObject({ status: 2, stdout: "" });
  expect(run.stderr).toMatchInlineSnapshot(`
    "downloading 3 charts for values.schema.json…
    error: repository "shared" is private, but SHARED_PASSWORD is not set
     hint: run: export SHARED_PASSWORD=…
    error: repository "platform" refused the credentials in PLATFORM_USERNAME and PLATFORM_PASSWORD (https://charts.example.com, 401)
     hint: check the credentials in the registry's settings
    error: version "1.0.1" of chart "plain" is not in repository "jetstack"
     hint: did you mean "1.0.0"? there are: 1.0.0
    "
  `);
});

test("a local chart's schema is always at hand; what cannot be checked is said", async () => {
  await using repository = await createRepository({
    "desalt.yaml": `
environments: { dev: {}, prd: {} }
repositories: { jetstack: { url: https://charts.jetstack.io } }
releases:
  local: { chart: ./charts/local, values: { replicaCount: many } }
  unchecked: { chart: ./charts/local, values: { replicaCount: many }, helmfile: { skipSchemaValidation: true } }
  template: { chart: ./charts/local, values: values.yaml.gotmpl }
  remote: { chart: jetstack/remote, version: 1.0.0, values: { pod: 1 } }
`,
    "values.yaml.gotmpl": "replicaCount: {{ .Values.x }}\n",
    "charts/local/Chart.yaml": "apiVersion: v2\nname: local\nversion: 0.1.0\n",
    "charts/local/values.schema.json": schema,
  });
  const refused = await generate(repository, { args: ["--schemas"] });
  expect(refused).toMatchObject({ status: 2, stdout: "" });
  expect(refused.stderr).toMatchInlineSnapshot(`
    "downloading 1 chart for values.schema.json…
    error: "replicaCount" of release "local" in environments "dev" and "prd" must be a whole number, got a text (values.schema.json of ./charts/local)
     hint: the schema says: How many pods run.
    "
  `);

  await repository.write({ "charts/local/values.schema.json": schema.replace('"integer"', '"string"') });
  const warned = await generate(repository, {});
  expect(warned.status).toBe(0);
  expect(warned.stderr).toMatchInlineSnapshot(`
    "warning: "local", "unchecked", "template", "remote" have no namespace, so helm uses the namespace of the current context
     hint: set \`namespace\` on each release, or \`defaults: { namespace: NAME }\` for all of them
    warning: values of release "template" are not checked: "values.yaml.gotmpl" is a template
    warning: values of chart jetstack/remote 1.0.0: the schema of remote refers to https://schemas.example.com/pod.json, which desalt does not fetch; that part is not checked
    "
  `);
});

import { execa } from "execa";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { startFixtures } from "../../src/testing.ts";
import { examples, type Example } from "../examples.ts";
import { helmEnvironment } from "../helm-environment.ts";
import { requireTools } from "../requires.ts";
import { createFolder, runDesalt } from "../run-desalt.ts";
import { applyDefinition, applyObject, createObject, getObject, listObjects, type KubernetesObject } from "./kubernetes-api.ts";
import { startKubernetes, type Kubernetes } from "./kubernetes.ts";

const { helm, ...programs } = await requireTools("helm", "helmfile", "etcd", "kube-apiserver");

const configMap = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "planted", namespace: "default" }, data: { a: "1" } };
const customResource = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "planted", namespace: "default" } };
const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    names: { kind: "Widget", plural: "widgets" },
    scope: "Namespaced",
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: "object", properties: { spec: { type: "object", properties: { size: { type: "integer" } } } } },
        },
      },
    ],
  },
};

describe.skipIf(programs.isMissing)("a real API server", () => {
  const resources = new AsyncDisposableStack();
  let cluster: Kubernetes;

  beforeAll(async () => {
    cluster = resources.use(await startKubernetes(programs));
  });
  afterAll(() => resources.disposeAsync());

  it("refuses an unknown field, in a custom resource too, and keeps nothing of a dry run", async () => {
    await applyDefinition(cluster, definition);
    await createObject(cluster, configMap, { dryRun: true });
    expect(await getObject(cluster, configMap)).toBeUndefined();
    const refusalOf = (object: object) => createObject(cluster, object, { dryRun: true }).catch((error: unknown) => error);
    expect(await refusalOf({ ...configMap, dtaa: {} })).toMatchObject({
      status: 400,
      message: expect.stringContaining('unknown field \\"dtaa\\"'),
    });
    expect(await refusalOf({ ...customResource, spec: { sizes: 1 } })).toMatchObject({
      status: 400,
      message: expect.stringContaining('unknown field \\"spec.sizes\\"'),
    });
    await createObject(cluster, { ...customResource, spec: { size: 1 } }, { dryRun: true });
  });

  it.each(examples)("accepts every object that desalt renders for $name", async (example) => {
    const objects = await renderExample(example);
    expect(objects.length).toBeGreaterThan(0);
    await acceptAll(cluster, objects);
    const [first] = objects;
    const planted = { ...first, sepc: {} };
    expect(await createObject(cluster, planted, { dryRun: true }).catch((error: unknown) => error)).toMatchObject({
      status: 400,
      message: expect.stringContaining("sepc"),
    });
  });

  it("accepts what helm's own starter chart renders", async () => {
    await using folder = await createFolder({
      "values.yaml": JSON.stringify({ ingress: { enabled: true }, autoscaling: { enabled: true } }),
    });
    const run = (...args: readonly string[]) => execa(helm.path, args, { cwd: folder.path, env: helmEnvironment(folder.path, helm) });
    await run("create", "starter");
    const { stdout } = await run("template", "starter", "starter", "--values", "values.yaml");
    const objects = parseObjects(stdout);
    expect(objects.map(({ kind }) => kind).toSorted()).toMatchInlineSnapshot(`
      [
        "Deployment",
        "HorizontalPodAutoscaler",
        "Ingress",
        "Pod",
        "Service",
        "ServiceAccount",
      ]
    `);
    await acceptAll(cluster, objects);
  });
});

/** Every object alone, after its namespace: what is refused is named all at once. */
async function acceptAll(cluster: Kubernetes, objects: readonly KubernetesObject[]): Promise<void> {
  const namespaces = new Set((await listObjects(cluster, { apiVersion: "v1", kind: "Namespace" })).map(({ metadata }) => metadata.name));
  const refusals: string[] = [];
  for (const object of objects) {
    const { namespace = "default" } = object.metadata;
    if (!namespaces.has(namespace)) await applyObject(cluster, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    namespaces.add(namespace);
    await createObject(cluster, object, { dryRun: true }).catch((error: unknown) => refusals.push(String(error)));
  }
  expect(refusals).toEqual([]);
}

/** What Argo CD would read, of all environments. */
async function renderExample(example: Example): Promise<readonly KubernetesObject[]> {
  await using folder = await createFolder({});
  await using fixtures = await startFixtures(example.registries);
  const env = { ...fixtures.environment, ...example.credentials, HOME: folder.path, XDG_CACHE_HOME: join(folder.path, "cache") };
  const out = join(folder.path, "out");
  expect(await runDesalt(example.directory, ["render", "--out", out], { env })).toMatchObject({ status: 0 });
  const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).filter((path) => path.endsWith(".yaml"));
  return paths.filter((path) => !path.includes(".desalt")).flatMap((path) => parseObjects(readFileSync(path, "utf8")));
}

function parseObjects(text: string): readonly KubernetesObject[] {
  return parseAllDocuments(text).flatMap((document) => document.toJS() ?? []);
}

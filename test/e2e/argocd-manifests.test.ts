import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { isRecord } from "../../src/core/json-value.ts";
import { parseFleet, resolveFleet } from "../../src/fleet/index.ts";
import { renderDelivery } from "../../src/gitops/index.ts";
import { requireTools } from "../requires.ts";
import { installArgoCd } from "./argocd.ts";
import { createObject } from "./kubernetes-api.ts";
import { startKubernetes, type Kubernetes } from "./kubernetes.ts";

const { argocd, ...programs } = await requireTools("argocd", "etcd", "kube-apiserver");

const environments = { dev: {}, prd: { kubernetes: "1.33", clusters: { tokyo: {}, osaka: {} } }, old: { helmfile: "old/helmfile.yaml" } };
const destinations = { osaka: { server: "https://osaka.example.com:6443", namespace: "apps" } };

/** One of each kind of option. */
const options: readonly object[] = [
  {},
  { sync: { dev: "automated", prd: "automated" }, order: true, selfHeal: true, prune: false, destinations },
  { pattern: "plugin", sync: "automated", retry: { limit: 1, backoff: { maxDuration: "3m" } }, destinations },
];

describe.skipIf(programs.isMissing)("the API server with Argo CD's own kinds", () => {
  const resources = new AsyncDisposableStack();
  let cluster: Kubernetes;

  beforeAll(async () => {
    cluster = resources.use(await startKubernetes(programs));
    await installArgoCd(cluster, argocd);
  });
  afterAll(() => resources.disposeAsync());

  it.each(options)("accepts what is generated for %j", async (argocdOptions) => {
    const refusals: string[] = [];
    for (const object of renderObjects(argocdOptions)) {
      await createObject(cluster, object, { dryRun: true }).catch((error: unknown) => refusals.push(String(error)));
    }
    expect(refusals).toEqual([]);
  });

  it("accepts those of the example", async () => {
    const folder = join(import.meta.dirname, "../../examples/gitops/argocd");
    const names = (await readdir(folder)).filter((name) => name.endsWith(".yaml"));
    expect(names.length).toBeGreaterThan(1);
    for (const name of names) await createObject(cluster, parse(await readFile(join(folder, name), "utf8")), { dryRun: true });
  });

  it("refuses an unknown field of each of Argo CD's kinds", async () => {
    const objects = new Map([...renderObjects({}), ...renderObjects({ pattern: "plugin" })].map((object) => [object.kind, object]));
    for (const kind of ["AppProject", "Application", "ApplicationSet"]) {
      const { spec, ...rest } = objects.get(kind) ?? {};
      const planted = { ...rest, spec: { ...(isRecord(spec) ? spec : {}), sorceRepos: [] } };
      const refusal: unknown = await createObject(cluster, planted, { dryRun: true }).catch((error: unknown) => error);
      expect(refusal).toMatchObject({ status: 400, message: expect.stringContaining("spec.sorceRepos") });
    }
  });
});

/** The sidecar is a patch: it is applied to a Deployment such as Argo CD's. */
function renderObjects(argocdOptions: object): Record<string, unknown>[] {
  const declared = { repository: "acme/infra", environments, gitops: { repository: "acme/manifests", argocd: argocdOptions } };
  const files = renderDelivery(resolveFleet(parseFleet(declared, "desalt.yaml")), "desalt.yaml");
  return files.map(({ text }) => parse(text)).map((object) => (object.kind === "Deployment" ? completeDeployment(object) : object));
}

function completeDeployment(patch: {
  readonly spec: { readonly template: { readonly spec: { readonly containers: object[]; readonly volumes: object[] } } };
}): Record<string, unknown> {
  const { containers, volumes } = patch.spec.template.spec;
  const labels = { "app.kubernetes.io/name": "argocd-repo-server" };
  const own = ["var-files", "plugins"].map((name) => ({ name, emptyDir: {} }));
  const spec = { containers, volumes: [...own, ...volumes] };
  return { ...patch, spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec } } };
}

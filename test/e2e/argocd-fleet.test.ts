import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from "vitest";
import { parse } from "yaml";
import type { GeneratedFile } from "../../src/core/generated-file.ts";
import { isRecord } from "../../src/core/json-value.ts";
import { parseFleet, resolveFleet } from "../../src/fleet/index.ts";
import { renderApplicationRecords, type RecordedRelease } from "../../src/gitops/argocd/application-records.ts";
import { annotateForArgoCd } from "../../src/gitops/argocd/protect-from-pruning.ts";
import { renderDelivery } from "../../src/gitops/index.ts";
import { requireTools } from "../requires.ts";
import { addRepository, argoCdNamespace, refresh, startArgoCd, type ArgoCd } from "./argocd.ts";
import { startGitea, type Gitea } from "./gitea.ts";
import { applyObject, createObject, deleteObject, getObject, patchObject, waitFor, type KubernetesObject } from "./kubernetes-api.ts";
import { startKubernetes, type Kubernetes } from "./kubernetes.ts";
import { commitFiles, pushHead, pushRepository, writeRepository } from "./push-repository.ts";

const { isMissing, ...tools } = await requireTools("gitea", "etcd", "kube-apiserver", "kube-controller-manager", "argocd", "miniredis");

const repository = "acme/manifests";
const destinations = { dev: { name: "in-cluster" }, prd: { server: "https://kubernetes.default.svc" }, stg: { name: "in-cluster" } };

const base: RecordedRelease = { environment: "dev", release: "base", folder: "dev/base", namespace: "base" };
const portal: RecordedRelease = { environment: "dev", release: "portal", folder: "dev/portal", namespace: "portal" };
const livePortal: RecordedRelease = { environment: "prd", release: "portal", folder: "prd/portal", namespace: "live" };
const ordered: readonly RecordedRelease[] = [
  { environment: "stg", release: "a", folder: "stg/a", namespace: "stg-a", needs: ["b"] },
  { environment: "stg", release: "b", folder: "stg/b", namespace: "stg-b" },
];

/** As many charts have them: without a namespace, which the Application's destination gives. */
function configMap(name: string, value: string): KubernetesObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data: { value } };
}

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    names: { kind: "Widget", plural: "widgets", singular: "widget", listKind: "WidgetList" },
    scope: "Namespaced",
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
} as const;

describe.skipIf(isMissing)("a real Argo CD with what is generated for it", { timeout: 180_000 }, () => {
  const resources = new AsyncDisposableStack();
  let gitea: Gitea;
  let cluster: Kubernetes;
  let argoCd: ArgoCd;
  let directory: string;
  let records: readonly GeneratedFile[] = [];

  beforeAll(async () => {
    [gitea, cluster] = await Promise.all([startGitea(tools.gitea), startKubernetes(tools)]);
    resources.use(gitea);
    resources.use(cluster);
    argoCd = resources.use(await startArgoCd({ ...tools, cluster, authorities: { localhost: await readFile(gitea.authority, "utf8") } }));
    directory = await writeRepository(gitea, { "README.md": "Rendered manifests.\n" });
    await writeRelease(base, [definition, configMap("base", "1")]);
    await writeRelease(portal, [configMap("portal", "1")]);
    await writeRelease(livePortal, [configMap("portal", "1")]);
    for (const release of ordered) await writeRelease(release, [configMap(release.release, "1")]);
    await writeRecords([base, portal, livePortal, ...ordered]);
    await commitFiles(directory, ["Render"]);
    await pushRepository(gitea, { name: repository, directory });
    const url = `${gitea.url}${repository}.git`;
    await addRepository(cluster, { name: "manifests", url, username: gitea.username, password: gitea.token });
  });
  afterAll(() => resources.disposeAsync());
  beforeEach(() => {
    onTestFailed(async () => void process.stderr.write(await argoCd.readLogs()));
  });

  async function writeRelease({ folder }: RecordedRelease, objects: readonly KubernetesObject[]): Promise<void> {
    for (const object of objects) {
      const path = join(directory, folder, `${object.kind}_${object.metadata.name}.yaml`);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, JSON.stringify(annotateForArgoCd(object)));
    }
  }

  async function writeRecords(releases: readonly RecordedRelease[]): Promise<void> {
    records = renderApplicationRecords({ directory: ".", releases, namespaceOf: () => "default", previous: records });
    for (const { path, text } of records) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), text);
    }
  }

  async function push(message: string): Promise<void> {
    await commitFiles(directory, [message]);
    await pushHead(gitea, repository, join(directory, ".git"));
  }

  async function applyGenerated(fleet: object, argocd: object): Promise<void> {
    const repoURL = `${gitea.url}${repository}.git`;
    const declared = { repository: "acme/infra", gitops: { repository, argocd: { repoURL, ...argocd } }, ...fleet };
    for (const { text } of renderDelivery(resolveFleet(parseFleet(declared, "desalt.yaml")), "desalt.yaml")) {
      await applyObject(cluster, parse(text));
    }
  }

  const application = (name: string) => ({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name, namespace: argoCdNamespace },
  });

  const valueOf = async (namespace: string, name: string): Promise<unknown> => {
    const found = await getObject(cluster, { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace } });
    return isRecord(found?.["data"]) ? found["data"]["value"] : undefined;
  };

  const untilValue = (namespace: string, name: string, value: string | undefined): Promise<true> =>
    waitFor(`${namespace}/${name} with ${value}`, async () => ((await valueOf(namespace, name)) === value ? true : undefined));

  const statusOf = async (name: string): Promise<Readonly<Record<string, unknown>>> => {
    const found = await getObject(cluster, application(name));
    return isRecord(found?.["status"]) ? found["status"] : {};
  };

  const untilSynced = (name: string): Promise<true> =>
    waitFor(`${name} in sync`, async () => {
      const { sync } = await statusOf(name);
      return isRecord(sync) && sync["status"] === "Synced" ? true : undefined;
    });

  it("makes the Applications, and deploys where sync is automated", async () => {
    await applyGenerated({ environments: { dev: {}, prd: {} } }, { sync: { dev: "automated" }, destinations: pick("dev", "prd") });
    await untilValue("base", "base", "1");
    await untilValue("portal", "portal", "1");
    expect(await getObject(cluster, definition)).toBeDefined();
    await waitFor("prd-portal out of sync", async () => {
      const { sync } = await statusOf("prd-portal");
      return isRecord(sync) && sync["status"] === "OutOfSync" ? true : undefined;
    });
    expect(await valueOf("live", "portal")).toBeUndefined();
  });

  it("deploys a merged bump, and leaves what is not of the manifests alone", async () => {
    await createObject(cluster, { ...configMap("foreign", "1"), metadata: { name: "foreign", namespace: "portal" } });
    await writeRelease(portal, [configMap("portal", "2")]);
    await push("Render a bump");
    await refresh(cluster, "Application", "dev-portal");
    await untilValue("portal", "portal", "2");
    expect(await valueOf("portal", "foreign")).toBe("1");
  });

  it("keeps an Application automated that a person made so after its first sync", async () => {
    await patchObject(cluster, application("prd-portal"), { spec: { syncPolicy: { automated: { prune: true } } } });
    await untilValue("live", "portal", "1");
    await refresh(cluster, "ApplicationSet", "infra-prd");
    const set = { ...application("infra-prd"), kind: "ApplicationSet" };
    // The controller takes the annotation away when it has done its work.
    await waitFor("the refresh", async () => {
      const metadata: unknown = (await getObject(cluster, set))?.metadata;
      const annotations = isRecord(metadata) ? metadata["annotations"] : undefined;
      return isRecord(annotations) && annotations["argocd.argoproj.io/application-set-refresh"] !== undefined ? undefined : true;
    });
    expect(await getObject(cluster, application("prd-portal"))).toMatchObject({ spec: { syncPolicy: { automated: { prune: true } } } });
  });

  it("prunes a removed release, but not its CRD, nor what others have in its namespace", async () => {
    await createObject(cluster, { ...configMap("foreign", "1"), metadata: { name: "foreign", namespace: "base" } });
    await rm(join(directory, "dev/base"), { recursive: true });
    await writeRecords([portal, livePortal, ...ordered]);
    await push("Render without base");
    await refresh(cluster, "ApplicationSet", "infra-dev");
    await untilValue("base", "base", undefined);
    await untilSynced("dev-base");
    expect(await getObject(cluster, definition)).toMatchObject({ metadata: { name: "widgets.example.com" } });
    expect(await valueOf("base", "foreign")).toBe("1");
    expect(await valueOf("portal", "portal")).toBe("2");
  });

  it("syncs releases after those that they need", async () => {
    const argocd = { project: "ordered", sync: "automated", order: true, destinations: pick("stg") };
    const releases = { a: { chart: "./charts/a", needs: ["b"] }, b: { chart: "./charts/b" } };
    await applyGenerated({ environments: { stg: {} }, releases }, argocd);
    await untilValue("stg-a", "a", "1");
    await untilValue("stg-b", "b", "1");
    const timesOf = async (name: string): Promise<unknown[]> => {
      const { operationState } = await statusOf(name);
      return isRecord(operationState) ? [operationState["startedAt"], operationState["finishedAt"]] : [];
    };
    const [, finished] = await timesOf("stg-b");
    const [started] = await timesOf("stg-a");
    expect(Date.parse(String(started))).toBeGreaterThanOrEqual(Date.parse(String(finished)));
  });

  it("leaves what is deployed alone when an ApplicationSet is deleted", async () => {
    const set = { apiVersion: "argoproj.io/v1alpha1", kind: "ApplicationSet", metadata: { name: "infra-dev", namespace: argoCdNamespace } };
    await deleteObject(cluster, set);
    await waitFor("the Application's end", async () =>
      (await getObject(cluster, application("dev-portal"))) === undefined ? true : undefined,
    );
    expect(await valueOf("portal", "portal")).toBe("2");
  });
});

function pick(...names: readonly (keyof typeof destinations)[]): object {
  return Object.fromEntries(names.map((name) => [name, destinations[name]]));
}

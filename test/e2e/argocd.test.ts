import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, it, onTestFailed } from "vitest";
import { requireTools } from "../requires.ts";
import { addRepository, argoCdNamespace, refresh, startArgoCd } from "./argocd.ts";
import { startGitea } from "./gitea.ts";
import { applyObject, getObject, waitFor, type KubernetesApi, type KubernetesObject } from "./kubernetes-api.ts";
import { startKubernetes } from "./kubernetes.ts";
import { commitFiles, pushHead, pushRepository, writeRepository } from "./push-repository.ts";

const { isMissing, ...tools } = await requireTools("gitea", "etcd", "kube-apiserver", "kube-controller-manager", "argocd", "miniredis");

// Ended after the test, not in it: a test that fails shows their logs.
const resources = new AsyncDisposableStack();
afterAll(() => resources.disposeAsync());

function configMap(name: string, value: string): KubernetesObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "shop" }, data: { value } };
}

function renderApplicationSet(repoURL: string) {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "ApplicationSet",
    metadata: { name: "manifests", namespace: argoCdNamespace },
    spec: {
      goTemplate: true,
      generators: [{ git: { repoURL, revision: "main", directories: [{ path: "*/*" }] } }],
      template: {
        metadata: { name: "{{index .path.segments 0}}-{{index .path.segments 1}}" },
        spec: {
          project: "default",
          source: { repoURL, targetRevision: "main", path: "{{.path.path}}" },
          destination: { server: "https://kubernetes.default.svc", namespace: "shop" },
          syncPolicy: { automated: { prune: true }, syncOptions: ["CreateNamespace=true"] },
        },
      },
    },
  };
}

// Prints what it finds, marked: the commands of the plugin that desalt generates have a test of their own.
const plugin = {
  name: "marker",
  config: JSON.stringify({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "ConfigManagementPlugin",
    metadata: { name: "marker" },
    spec: { generate: { command: ["sh", "-c", 'sed "s/plain/$MARK $ARGOCD_ENV_WORD/" *.txt'] } },
  }),
  env: { MARK: "marked" },
};

function renderPluginApplication(repoURL: string) {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name: "marked", namespace: argoCdNamespace },
    spec: {
      project: "default",
      source: { repoURL, targetRevision: "main", path: "sources", plugin: { name: plugin.name, env: [{ name: "WORD", value: "twice" }] } },
      destination: { server: "https://kubernetes.default.svc", namespace: "shop" },
      syncPolicy: { automated: {}, syncOptions: ["CreateNamespace=true"] },
    },
  };
}

/** Waits until an object is as a file has it, or is gone. */
async function untilLike(cluster: KubernetesApi, object: KubernetesObject, expected: object | undefined): Promise<void> {
  const what = `${object.metadata.name} with ${JSON.stringify(expected)}`;
  const wanted = JSON.stringify(expected);
  await waitFor(what, async () => (JSON.stringify((await getObject(cluster, object))?.["data"]) === wanted ? true : undefined));
}

it.skipIf(isMissing)(
  "a real Argo CD applies a repository, by a plugin too, follows it, and prunes what is gone from it",
  { timeout: 180_000 },
  async () => {
    const [gitea, cluster] = await Promise.all([startGitea(tools.gitea), startKubernetes(tools)]);
    resources.use(gitea);
    resources.use(cluster);
    const authorities = { localhost: await readFile(gitea.authority, "utf8") };
    const argoCd = resources.use(await startArgoCd({ ...tools, cluster, authorities, plugin }));
    onTestFailed(async () => {
      process.stderr.write(await argoCd.readLogs());
    });

    const name = "acme/manifests";
    const [kept, changed, removed] = [configMap("kept", "1"), configMap("changed", "1"), configMap("removed", "1")];
    const texts = [kept, changed, removed].map((object) => [`dev/web/${object.metadata.name}.yaml`, JSON.stringify(object)]);
    const marked = configMap("marked", "plain");
    const directory = await writeRepository(gitea, { ...Object.fromEntries(texts), "sources/marked.txt": JSON.stringify(marked) });
    await commitFiles(directory, ["Render"]);
    await pushRepository(gitea, { name, directory });
    const url = `${gitea.url}${name}.git`;
    await addRepository(cluster, { name: "manifests", url, username: gitea.username, password: gitea.token });
    await applyObject(cluster, renderApplicationSet(url));
    await applyObject(cluster, renderPluginApplication(url));
    for (const object of [kept, changed, removed]) await untilLike(cluster, object, { value: "1" });
    await untilLike(cluster, marked, { value: "marked twice" });

    await writeFile(join(directory, "dev/web/changed.yaml"), JSON.stringify(configMap("changed", "2")));
    await rm(join(directory, "dev/web/removed.yaml"));
    const added = configMap("added", "1");
    await mkdir(join(directory, "dev/api"));
    await writeFile(join(directory, "dev/api/added.yaml"), JSON.stringify(added));
    await commitFiles(directory, ["Render a bump"]);
    await pushHead(gitea, name, join(directory, ".git"));
    await refresh(cluster, "ApplicationSet", "manifests");
    await refresh(cluster, "Application", "dev-web");
    await untilLike(cluster, changed, { value: "2" });
    await untilLike(cluster, removed, undefined);
    await untilLike(cluster, added, { value: "1" });
    expect(await getObject(cluster, kept)).toMatchObject({ data: { value: "1" } });
  },
);

import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { parse } from "yaml";
import type { Tool } from "../../src/io/programs/tools.ts";
import { gitEnvironment } from "../../src/dryrun/forge/git-repository.ts";
import { answers, findFreePort, startGuarded, type GuardedProgram } from "./guarded-program.ts";
import { applyDefinition, applyObject, patchObject, type KubernetesApi } from "./kubernetes-api.ts";
import type { Kubernetes } from "./kubernetes.ts";

/** A real Argo CD that manages the cluster that its own objects are in. */
export interface ArgoCd extends AsyncDisposable {
  /** What its programs printed last, for a test that fails. */
  readLogs(): Promise<string>;
}

export interface ArgoCdOptions {
  readonly argocd: Tool;
  readonly miniredis: Tool;
  readonly cluster: Kubernetes;
  /** PEM of the authority that signed a host's certificate, by host name. */
  readonly authorities?: Readonly<Record<string, string>>;
  readonly plugin?: ArgoCdPlugin;
}

/** A config management plugin, run as in a sidecar of the repository server. */
interface ArgoCdPlugin {
  readonly name: string;
  /** The text of its `plugin.yaml`. */
  readonly config: string;
  /** What the sidecar has besides the repository server's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Where its own objects are. */
export const argoCdNamespace = "argocd";

const everything = { group: "*", kind: "*" };
const defaultProject = {
  apiVersion: "argoproj.io/v1alpha1",
  kind: "AppProject",
  metadata: { name: "default", namespace: argoCdNamespace },
  spec: { sourceRepos: ["*"], destinations: [{ namespace: "*", server: "*" }], clusterResourceWhitelist: [everything] },
};

/**
 * Starts the repository server, the application controller and the ApplicationSet controller of Argo CD, in the folder of
 * the cluster, with all that they want to find there. They end with `await using`, and with this process.
 */
export async function startArgoCd({ argocd, miniredis, cluster, authorities = {}, plugin }: ArgoCdOptions): Promise<ArgoCd> {
  await using resources = new AsyncDisposableStack();
  const folder = join(cluster.folder, "argocd");
  const [certificates, plugins] = [join(folder, "tls"), join(folder, "plugins")];
  for (const path of [certificates, plugins]) await mkdir(path, { recursive: true });
  for (const [host, authority] of Object.entries(authorities)) await writeFile(join(certificates, host), authority);
  await installArgoCd(cluster, argocd);

  const ports = await findPorts();
  const env = {
    ...gitEnvironment(),
    // It calls itself, as "argocd", for git to ask for credentials.
    PATH: [dirname(argocd.path), process.env["PATH"]].join(delimiter),
    HOME: folder,
    TMPDIR: folder,
    KUBECONFIG: cluster.kubeconfig,
    REDIS_SERVER: `127.0.0.1:${ports.redis}`,
    ARGOCD_FAKE_IN_CLUSTER: "true",
    ARGOCD_GPG_ENABLED: "false",
    ARGOCD_TLS_DATA_PATH: certificates,
    ARGOCD_ASK_PASS_SOCK: join(folder, "ask-pass.sock"),
    ARGOCD_PLUGINSOCKFILEPATH: plugins,
  };
  const start = (name: string, command: readonly string[], more: Readonly<Record<string, string>> = {}) =>
    resources.use(startGuarded(command, { name, folder, env: { ...env, ...more } }));
  const startComponent = async (name: string, flags: readonly string[], health: URL): Promise<GuardedProgram> => {
    const component = start(name, [argocd.path, ...flags], { ARGOCD_BINARY_NAME: name });
    await component.untilReady(() => answers(health));
    return component;
  };

  start("miniredis", [miniredis.path, String(ports.redis)]);
  const programs = await Promise.all([
    startComponent("argocd-repo-server", repositoryFlags(ports), healthOf(ports.repositoryMetrics)),
    startComponent("argocd-application-controller", controllerFlags(ports), healthOf(ports.controllerMetrics)),
    startComponent("argocd-applicationset-controller", applicationSetFlags(ports), metricsOf(ports.applicationSetMetrics)),
  ]);
  if (plugin !== undefined) {
    await writeFile(join(folder, "plugin.yaml"), plugin.config);
    const command = [argocd.path, `--config-dir-path=${folder}`];
    const server = start("argocd-cmp-server", command, { ...plugin.env, ARGOCD_BINARY_NAME: "argocd-cmp-server" });
    await server.untilReady(async () => existsSync(join(plugins, `${plugin.name}.sock`)));
    programs.push(server);
  }
  const running = resources.move();
  return {
    readLogs: async () => (await Promise.all(programs.map((program) => program.readLog()))).join("\n\n"),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Applies its CRDs and what it reads at its start: to check its objects, that is enough. */
export async function installArgoCd(cluster: KubernetesApi, argocd: Tool): Promise<void> {
  const share = join(dirname(argocd.path), "../share/argocd/manifests");
  for (const definition of await readObjects(join(share, "crds"))) await applyDefinition(cluster, definition);
  await applyObject(cluster, { apiVersion: "v1", kind: "Namespace", metadata: { name: argoCdNamespace } });
  for (const object of await readObjects(join(share, "base/config"))) {
    const metadata = { ...object.metadata, namespace: argoCdNamespace };
    await applyObject(cluster, { ...object, metadata });
  }
  // Made by a server for people, which does not run here.
  const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "argocd-secret", namespace: argoCdNamespace } };
  await patchObject(cluster, secret, { stringData: { "server.secretkey": randomUUID() } });
  await applyObject(cluster, defaultProject);
}

/** Lets Argo CD read a git repository. */
export async function addRepository(
  cluster: KubernetesApi,
  { name, ...login }: { readonly name: string; readonly url: string; readonly username: string; readonly password: string },
): Promise<void> {
  const labels = { "argocd.argoproj.io/secret-type": "repository" };
  const metadata = { name: `repository-${name}`, namespace: argoCdNamespace, labels };
  await applyObject(cluster, { apiVersion: "v1", kind: "Secret", metadata, stringData: { type: "git", ...login } });
}

/** Lets Argo CD look at the repository now, not when it next would. */
export async function refresh(cluster: KubernetesApi, kind: "Application" | "ApplicationSet", name: string): Promise<void> {
  const annotations =
    kind === "Application" ? { "argocd.argoproj.io/refresh": "hard" } : { "argocd.argoproj.io/application-set-refresh": "true" };
  const identity = { apiVersion: "argoproj.io/v1alpha1", kind, metadata: { name, namespace: argoCdNamespace } };
  await patchObject(cluster, identity, { metadata: { annotations } });
}

async function readObjects(folder: string) {
  const names = (await readdir(folder)).filter((name) => name !== "kustomization.yaml").toSorted();
  return await Promise.all(names.map(async (name) => parse(await readFile(join(folder, name), "utf8"))));
}

type Ports = Awaited<ReturnType<typeof findPorts>>;

async function findPorts() {
  return {
    redis: await findFreePort(),
    repository: await findFreePort(),
    repositoryMetrics: await findFreePort(),
    controllerMetrics: await findFreePort(),
    applicationSetMetrics: await findFreePort(),
    applicationSetProbe: await findFreePort(),
    applicationSetWebhook: await findFreePort(),
  };
}

function healthOf(port: number): URL {
  return new URL(`http://127.0.0.1:${port}/healthz`);
}

/** Of a controller that has no health checks. */
function metricsOf(port: number): URL {
  return new URL(`http://127.0.0.1:${port}/metrics`);
}

function repositoryFlags({ repository, repositoryMetrics }: Ports): readonly string[] {
  return [
    "--disable-tls",
    "--address=127.0.0.1",
    `--port=${repository}`,
    "--metrics-address=127.0.0.1",
    `--metrics-port=${repositoryMetrics}`,
    // Else it takes a branch to be for minutes where it was.
    "--revision-cache-expiration=1s",
  ];
}

function controllerFlags({ repository, controllerMetrics }: Ports): readonly string[] {
  return [
    `--namespace=${argoCdNamespace}`,
    `--repo-server=127.0.0.1:${repository}`,
    "--repo-server-plaintext",
    "--app-resync=10",
    "--app-resync-jitter=0",
    `--metrics-port=${controllerMetrics}`,
  ];
}

function applicationSetFlags(ports: Ports): readonly string[] {
  return [
    `--namespace=${argoCdNamespace}`,
    `--argocd-repo-server=127.0.0.1:${ports.repository}`,
    "--repo-server-plaintext",
    `--metrics-addr=127.0.0.1:${ports.applicationSetMetrics}`,
    `--probe-addr=127.0.0.1:${ports.applicationSetProbe}`,
    `--webhook-addr=127.0.0.1:${ports.applicationSetWebhook}`,
    // For RollingSync; others are synced as without it.
    "--enable-progressive-syncs",
  ];
}

import type { ResolvedArgocd, ResolvedDestination, ResolvedFleet } from "../../fleet/index.ts";
import { renderYaml } from "../../core/yaml.ts";
import { nameOfDeployment, type AddressedArgocd } from "./deployment.ts";
import { renderPluginScript } from "./plugin-script.ts";
import { renderSyncPolicy } from "./sync-policy.ts";

const pluginName = "desalt-helmfile";
const configMapName = "desalt-helmfile-plugin";

/** The ConfigMap with the plugin's configuration, which the sidecar mounts. */
export function renderPluginConfig({ namespace }: ResolvedArgocd, { hooks }: { readonly hooks: boolean }): object {
  const plugin = {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "ConfigManagementPlugin",
    metadata: { name: pluginName },
    spec: { generate: { command: ["sh", "-c", renderPluginScript({ hooks })] } },
  };
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: configMapName, namespace },
    data: { "plugin.yaml": renderYaml(plugin) },
  };
}

/** A strategic merge patch for the Deployment `argocd-repo-server`: the sidecar that runs the plugin. */
export function renderSidecarPatch({ plugin, namespace }: ResolvedArgocd): object {
  const sidecar = {
    name: pluginName,
    image: plugin.image,
    command: ["/var/run/argocd/argocd-cmp-server"],
    env: [{ name: "DESALT_CACHE", value: "/cache" }],
    envFrom: [{ secretRef: { name: plugin.secret, optional: true } }],
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 999,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    },
    volumeMounts: [
      { name: "var-files", mountPath: "/var/run/argocd" },
      { name: "plugins", mountPath: "/home/argocd/cmp-server/plugins" },
      { name: configMapName, mountPath: "/home/argocd/cmp-server/config" },
      { name: "desalt-tmp", mountPath: "/tmp" },
      { name: "desalt-cache", mountPath: "/cache" },
    ],
  };
  const volumes = [
    { name: configMapName, configMap: { name: configMapName } },
    { name: "desalt-tmp", emptyDir: {} },
    { name: "desalt-cache", emptyDir: {} },
  ];
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "argocd-repo-server", namespace },
    spec: { template: { spec: { containers: [sidecar], volumes } } },
  };
}

/** The Application of one environment or cluster, which the plugin renders. */
export function renderPluginApplication(fleet: ResolvedFleet, argocd: AddressedArgocd, destination: ResolvedDestination): object {
  const { environment, cluster, target, namespace } = destination;
  const declared = fleet.environments.find(({ name }) => name === environment);
  const helmfile = declared?.helmfiles[0] ?? `${environment}/helmfile.yaml`;
  const slash = helmfile.lastIndexOf("/");
  const kubernetes = declared?.clusters.find(({ name }) => name === cluster)?.kubernetes ?? declared?.kubernetes;
  const env = { HELMFILE: helmfile.slice(slash + 1), HELMFILE_ENVIRONMENT: cluster, KUBERNETES: kubernetes };
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: {
      name: argocd.applicationName.replaceAll(/\{\{\s*\.(\w+)\s*\}\}/gu, (_, key) =>
        key === "cluster" ? nameOfDeployment(destination) : environment,
      ),
      namespace: argocd.namespace,
      labels: { "desalt/environment": environment, "desalt/cluster": nameOfDeployment(destination) },
    },
    spec: {
      project: argocd.project,
      source: {
        repoURL: argocd.repoURL,
        targetRevision: "HEAD",
        path: slash === -1 ? "." : helmfile.slice(0, slash),
        plugin: {
          name: pluginName,
          env: Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
        },
      },
      destination: { ...target, namespace },
      syncPolicy: renderSyncPolicy(argocd, destination),
    },
  };
}

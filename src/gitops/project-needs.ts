import { isRecord } from "../core/json-value.ts";
import type { ManifestObject, RenderedManifests } from "../manifests/rendered.ts";

/** A kind as an AppProject names it. */
export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** The least that an AppProject must permit for a render to be synced. */
export interface ProjectNeeds {
  readonly namespaces: readonly string[];
  readonly clusterKinds: readonly GroupKind[];
}

/** Kinds of Kubernetes itself that live in no namespace, by group. */
const clusterKinds: Readonly<Record<string, readonly string[]>> = {
  "": ["ComponentStatus", "Namespace", "Node", "PersistentVolume"],
  "admissionregistration.k8s.io": [
    "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
    "MutatingWebhookConfiguration",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration",
  ],
  "apiextensions.k8s.io": ["CustomResourceDefinition"],
  "apiregistration.k8s.io": ["APIService"],
  "certificates.k8s.io": ["CertificateSigningRequest", "ClusterTrustBundle"],
  "flowcontrol.apiserver.k8s.io": ["FlowSchema", "PriorityLevelConfiguration"],
  "networking.k8s.io": ["IPAddress", "IngressClass", "ServiceCIDR"],
  "node.k8s.io": ["RuntimeClass"],
  policy: ["PodSecurityPolicy"],
  "rbac.authorization.k8s.io": ["ClusterRole", "ClusterRoleBinding"],
  "resource.k8s.io": ["DeviceClass", "ResourceSlice"],
  "scheduling.k8s.io": ["PriorityClass"],
  "storage.k8s.io": ["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment", "VolumeAttributesClass"],
};

/** Lists namespaces and cluster-scoped kinds. Custom resources are known by the definitions that are rendered with them. */
export function listProjectNeeds({ releases }: RenderedManifests): ProjectNeeds {
  const scopes = new Map(releases.flatMap(({ objects }) => objects.flatMap(readScope)));
  const namespaces = new Set<string>();
  const kinds = new Map<string, GroupKind>();
  for (const release of releases) {
    for (const object of release.objects) {
      const { kind, namespace } = object;
      const group = groupOf(object);
      const key = `${group}/${kind}`;
      const isClusterWide =
        clusterKinds[group]?.includes(kind) ??
        (scopes.get(key) === "Cluster" || (namespace === undefined && !isBuiltIn(group) && !scopes.has(key)));
      if (isClusterWide) kinds.set(key, { group, kind });
      // What has no namespace of its own goes where the release does; a custom resource of unknown scope may do either.
      if (!isClusterWide || !isKnown(key, group, scopes)) namespaces.add(namespace ?? release.namespace ?? "default");
    }
  }
  const byName = (a: GroupKind, b: GroupKind): number => (`${a.group}/${a.kind}` < `${b.group}/${b.kind}` ? -1 : 1);
  return { namespaces: [...namespaces].toSorted(), clusterKinds: [...kinds.values()].toSorted(byName) };
}

function isKnown(key: string, group: string, scopes: ReadonlyMap<string, string>): boolean {
  return isBuiltIn(group) || scopes.has(key);
}

function isBuiltIn(group: string): boolean {
  return Object.hasOwn(clusterKinds, group) || !group.includes(".");
}

function readScope({ kind, value }: ManifestObject): [string, string][] {
  const { spec } = value;
  if (kind !== "CustomResourceDefinition" || !isRecord(spec) || !isRecord(spec["names"])) return [];
  const { group, scope, names } = spec;
  return [[`${String(group)}/${String(names["kind"])}`, String(scope)]];
}

function groupOf({ apiVersion }: ManifestObject): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.lastIndexOf("/")) : "";
}

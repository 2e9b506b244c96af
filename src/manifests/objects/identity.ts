import type { ManifestObject } from "./rendered.ts";

type Identified = Pick<ManifestObject, "apiVersion" | "kind" | "name" | "namespace">;

/** Kinds of Kubernetes itself, and of add-ons that most clusters have, that live in no namespace. */
const clusterKinds = new Set(
  `APIService CSIDriver CSINode ClusterRole ClusterRoleBinding CustomResourceDefinition DeviceClass FlowSchema GatewayClass IngressClass
  MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration Namespace Node PersistentVolume PriorityClass
  PriorityLevelConfiguration RuntimeClass StorageClass ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding
  ValidatingWebhookConfiguration VolumeAttachment VolumeSnapshotClass VolumeAttributesClass`.split(/\s+/u),
);

/** Groups of Kubernetes itself with a dot in their name; others end in `.k8s.io` as well. */
const ownGroups =
  /^(?:admissionregistration|apiextensions|apiregistration|authentication|authorization|certificates|coordination|discovery|events|flowcontrol\.apiserver|internal\.apiserver|networking|node|rbac\.authorization|resource|scheduling|storage|storagemigration)\.k8s\.io$/u;

/** The group of an API version; empty for the core. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.lastIndexOf("/");
  return slash === -1 ? "" : apiVersion.slice(0, slash);
}

/** The namespace of an object; undefined if it is cluster-scoped. */
export function namespaceOf({ kind, namespace }: Identified, releaseNamespace: string | undefined): string | undefined {
  if (clusterKinds.has(kind)) return undefined;
  if (namespace !== undefined) return namespace;
  // Custom resources with such names are nearly always of the whole cluster: ClusterIssuer, ClusterSecretStore, ClusterPolicy.
  return /^Cluster[A-Z]/u.test(kind) ? undefined : releaseNamespace;
}

/** Whether only the definition of a kind tells if it lives in namespaces: it is none of Kubernetes itself, and not known here. */
export function isScopeUnknown({ apiVersion, kind }: Pick<Identified, "apiVersion" | "kind">): boolean {
  const group = groupOf(apiVersion);
  const isKubernetes = !group.includes(".") || (group.endsWith(".k8s.io") && ownGroups.test(group));
  return !isKubernetes && !clusterKinds.has(kind);
}

/** The identity of an object: group, kind, namespace and name, without the version of its API. */
export function identify(object: Identified, releaseNamespace: string | undefined): string {
  const namespace = namespaceOf(object, releaseNamespace) ?? "";
  return JSON.stringify([groupOf(object.apiVersion), object.kind, namespace, object.name]);
}

/** Names an object in messages: `Service "portal" in "web"`. */
export function nameObject({ kind, name, namespace }: Pick<Identified, "kind" | "name"> & { readonly namespace?: string | null }): string {
  return `${kind} "${name}"${namespace === undefined || namespace === null ? "" : ` in "${namespace}"`}`;
}

import { isRecord } from "../../../core/json-value.ts";
import { canonical } from "../../../core/canonical.ts";
import { findPodChanges } from "./bare-pod.ts";
import { groupOf } from "../../objects/identity.ts";
import type { ManifestObject } from "../../objects/rendered.ts";

type Path = readonly string[];

function paths(...fields: readonly string[]): readonly Path[] {
  return fields.map((field) => field.split("."));
}

/** The fields of a PersistentVolume that name its storage. */
const volumeSources = `awsElasticBlockStore azureDisk azureFile cephfs cinder csi fc flexVolume flocker gcePersistentDisk glusterfs
  hostPath iscsi local nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume`.split(/\s+/u);

/** Fields that the API server does not allow to change, by group and kind. */
const immutable: Readonly<Record<string, readonly Path[]>> = {
  "apps/StatefulSet": paths("spec.selector", "spec.serviceName", "spec.volumeClaimTemplates", "spec.podManagementPolicy"),
  "apps/Deployment": paths("spec.selector"),
  "apps/DaemonSet": paths("spec.selector"),
  "apps/ReplicaSet": paths("spec.selector"),
  "batch/Job": paths(
    "spec.template",
    "spec.selector",
    "spec.completions",
    "spec.completionMode",
    "spec.manualSelector",
    "spec.podFailurePolicy",
    "spec.successPolicy",
    "spec.backoffLimitPerIndex",
    "spec.managedBy",
  ),
  "/Service": paths("spec.clusterIP"),
  "/PersistentVolumeClaim": paths(
    "spec.accessModes",
    "spec.dataSource",
    "spec.dataSourceRef",
    "spec.selector",
    "spec.storageClassName",
    "spec.volumeMode",
    "spec.volumeName",
  ),
  "/PersistentVolume": [...volumeSources.map((source) => ["spec", source]), ...paths("spec.volumeMode", "spec.nodeAffinity")],
  "/ResourceQuota": paths("spec.scopes"),
  "/Secret": paths("type"),
  "discovery.k8s.io/EndpointSlice": paths("addressType"),
  "resource.k8s.io/ResourceClaim": paths("spec"),
  "resource.k8s.io/ResourceClaimTemplate": paths("spec"),
  "storage.k8s.io/CSIDriver": paths("spec.attachRequired", "spec.volumeLifecycleModes"),
  "storage.k8s.io/CSIStorageCapacity": paths("nodeTopology", "storageClassName"),
  "storage.k8s.io/StorageClass": paths("provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"),
  "storage.k8s.io/VolumeAttributesClass": paths("driverName", "parameters"),
  "rbac.authorization.k8s.io/RoleBinding": paths("roleRef"),
  "rbac.authorization.k8s.io/ClusterRoleBinding": paths("roleRef"),
  "scheduling.k8s.io/PriorityClass": paths("value", "preemptionPolicy"),
  "networking.k8s.io/IngressClass": paths("spec.controller"),
  "node.k8s.io/RuntimeClass": paths("handler"),
  "apiextensions.k8s.io/CustomResourceDefinition": paths("spec.group", "spec.scope", "spec.names.kind", "spec.names.plural"),
};

/** Whether an object is deleted and created again automatically, so that immutable fields are not a danger. */
function isRecreated({ value }: ManifestObject): boolean {
  const metadata = isRecord(value["metadata"]) ? value["metadata"] : {};
  const annotations = isRecord(metadata["annotations"]) ? metadata["annotations"] : {};
  return annotations["helm.sh/hook"] !== undefined || annotations["argocd.argoproj.io/hook"] !== undefined;
}

/** Lists changes that the API server will refuse unless the object is deleted first. */
export function findImmutableChanges(base: ManifestObject, head: ManifestObject): string[] {
  if (isRecreated(head)) return [];
  const kind = `${groupOf(head.apiVersion)}/${head.kind}`;
  const changed = (immutable[kind] ?? [])
    .filter((path) => differs(base, head, path) && !isElastic(head, path))
    .map((path) => path.join("."));
  return [
    ...changed.map((field) => `${field} cannot be changed: the ${head.kind} must be deleted first`),
    ...findPodChanges(base, head),
    ...findSealedChanges(base, head),
    ...findSmallerClaim(base, head),
  ];
}

/** An indexed Job may grow and shrink, if all of its pods run at once. */
function isElastic({ kind, value }: ManifestObject, path: Path): boolean {
  if (kind !== "Job" || path.at(-1) !== "completions") return false;
  const [mode, completions, parallelism] = ["completionMode", "completions", "parallelism"].map((key) => read(value, ["spec", key]));
  return mode === "Indexed" && completions === parallelism;
}

function differs(base: ManifestObject, head: ManifestObject, path: Path): boolean {
  return canonical(read(base.value, path)) !== canonical(read(head.value, path));
}

function read(value: unknown, path: Path): unknown {
  // An absent field, such as clusterIP, becomes an empty text.
  const found = path.reduce<unknown>((at, key) => (isRecord(at) && Object.hasOwn(at, key) ? at[key] : undefined), value);
  return found === "" || found === undefined ? null : found;
}

function findSealedChanges(base: ManifestObject, head: ManifestObject): string[] {
  if ((head.kind !== "ConfigMap" && head.kind !== "Secret") || base.value["immutable"] !== true) return [];
  const fields = [["immutable"], ["data"], ["stringData"], ["binaryData"]].filter((path) => differs(base, head, path));
  return fields.map((path) => `${path.join(".")} cannot be changed: the ${head.kind} is immutable and must be deleted first`);
}

const units: Readonly<Record<string, number>> = {
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

function findSmallerClaim(base: ManifestObject, head: ManifestObject): string[] {
  if (head.kind !== "PersistentVolumeClaim") return [];
  const path = ["spec", "resources", "requests", "storage"];
  const [before, after] = [base, head].map(({ value }) => parseQuantity(read(value, path)));
  const isSmaller = before !== undefined && after !== undefined && after < before;
  return isSmaller ? [`${path.join(".")} cannot shrink: the PersistentVolumeClaim must be deleted first`] : [];
}

function parseQuantity(value: unknown): number | undefined {
  const [, number, unit = ""] = /^([\d.]+)([A-Za-z]*)$/u.exec(String(value)) ?? [];
  const factor = unit === "" ? 1 : units[unit];
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}

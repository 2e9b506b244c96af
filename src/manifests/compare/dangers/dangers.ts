import { isRecord } from "../../../core/json-value.ts";
import { findImmutableChanges } from "./immutable.ts";
import { findNewPodRisks } from "./pod.ts";
import { findWidenedAccess } from "./rbac.ts";
import { isCustomResourceDefinition, readVersions } from "../crd-summary.ts";
import { groupOf } from "../../objects/identity.ts";
import type { ManifestObject } from "../../objects/rendered.ts";

/** Both sides of an object; one at least. */
export interface ObjectPair {
  readonly base: ManifestObject | undefined;
  readonly head: ManifestObject | undefined;
}

/** Kinds whose deletion loses something that cannot be restored by applying them again. */
const stateful: Readonly<Record<string, string>> = {
  "/PersistentVolumeClaim": "its data may be deleted too",
  "/PersistentVolume": "its data may be deleted too",
  "/Namespace": "everything in it is deleted too",
  "/Secret": "its content may exist nowhere else",
  "apps/StatefulSet": "its pods stop, and their volumes are no longer used",
  "apiextensions.k8s.io/CustomResourceDefinition": "every object of this kind is deleted too",
};

/** Lists changes of an object that may break it, lose data or grant rights: one sentence each, without values of fields. */
export function findDangers({ base, head }: ObjectPair): string[] {
  if (base !== undefined && head === undefined) return findLoss(base);
  if (head === undefined) return [];
  return [
    ...(base === undefined ? [] : findImmutableChanges(base, head)),
    ...findLostVersions(base, head),
    ...findWidenedAccess(base, head),
    ...findNewPodRisks(base?.value, head.value),
    ...findStrictWebhooks(base, head),
  ];
}

function findLoss({ apiVersion, kind, value }: ManifestObject): string[] {
  const loss = stateful[`${groupOf(apiVersion)}/${kind}`];
  if (loss === undefined || value["type"] === "kubernetes.io/service-account-token") return [];
  if (isKept(value)) return [`leaves the release, but stays in the cluster: helm.sh/resource-policy is "keep"`];
  return [`deletes a ${kind}: ${loss}`];
}

function isKept({ metadata }: ManifestObject["value"]): boolean {
  const annotations = isRecord(metadata) ? metadata["annotations"] : undefined;
  const policy = isRecord(annotations) ? annotations["helm.sh/resource-policy"] : undefined;
  return typeof policy === "string" && policy.trim().toLowerCase() === "keep";
}

function findLostVersions(base: ManifestObject | undefined, head: ManifestObject): string[] {
  if (base === undefined || !isCustomResourceDefinition(head)) return [];
  const after = readVersions(head.value);
  return [...readVersions(base.value)].flatMap(([name, { isServed }]) => {
    const version = after.get(name);
    if (!isServed || version?.isServed === true) return [];
    const end = version === undefined ? "is removed" : "is no longer served";
    return [`spec.versions[${name}] ${end}: clients that still use it fail`];
  });
}

function findStrictWebhooks(base: ManifestObject | undefined, head: ManifestObject): string[] {
  if (!/^(?:Mutating|Validating)WebhookConfiguration$/u.test(head.kind)) return [];
  const before = strictWebhooks(base?.value);
  return strictWebhooks(head.value)
    .filter((name) => !before.includes(name))
    .map((name) => `webhooks[${name}].failurePolicy is Fail: objects are refused while the webhook does not answer`);
}

function strictWebhooks(value: ManifestObject["value"] | undefined): string[] {
  const webhooks = Array.isArray(value?.["webhooks"]) ? value["webhooks"].filter(isRecord) : [];
  // Fail is the default.
  return webhooks.filter(({ failurePolicy = "Fail" }) => failurePolicy === "Fail").map(({ name }) => String(name));
}

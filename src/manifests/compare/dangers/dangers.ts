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

/** Kinds whose deletion takes something away that applying them again does not bring back. */
const stateful: Readonly<Record<string, string>> = {
  "/PersistentVolumeClaim": "its data may go with it",
  "/PersistentVolume": "its data may go with it",
  "/Namespace": "everything in it goes with it",
  "/Secret": "nothing else may have its content",
  "apps/StatefulSet": "its pods stop, and their volumes are left without it",
  "apiextensions.k8s.io/CustomResourceDefinition": "every object of this kind goes with it",
};

/** What may break, lose data or grant rights when an object changes this way: a sentence each, without values of fields. */
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
  return [`deletes a ${kind}: ${loss}`];
}

function findLostVersions(base: ManifestObject | undefined, head: ManifestObject): string[] {
  if (base === undefined || !isCustomResourceDefinition(head)) return [];
  const after = readVersions(head.value);
  return [...readVersions(base.value)].flatMap(([name, { isServed }]) => {
    const version = after.get(name);
    if (!isServed || version?.isServed === true) return [];
    const end = version === undefined ? "is removed" : "is no longer served";
    return [`spec.versions[${name}] ${end}: what still uses it fails`];
  });
}

function findStrictWebhooks(base: ManifestObject | undefined, head: ManifestObject): string[] {
  if (!/^(?:Mutating|Validating)WebhookConfiguration$/u.test(head.kind)) return [];
  const before = strictWebhooks(base?.value);
  return strictWebhooks(head.value)
    .filter((name) => !before.includes(name))
    .map((name) => `webhooks[${name}].failurePolicy is Fail: what it checks is refused while it does not answer`);
}

function strictWebhooks(value: ManifestObject["value"] | undefined): string[] {
  const webhooks = Array.isArray(value?.["webhooks"]) ? value["webhooks"].filter(isRecord) : [];
  // Fail is the default.
  return webhooks.filter(({ failurePolicy = "Fail" }) => failurePolicy === "Fail").map(({ name }) => String(name));
}

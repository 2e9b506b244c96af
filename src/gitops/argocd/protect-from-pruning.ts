import { isRecord } from "../../core/json-value.ts";

type KubernetesObject = Readonly<Record<string, unknown>>;

/** Neither a sync nor the deletion of an Application takes these away: what hangs on them is lost with them. */
const keptKinds: ReadonlySet<string> = new Set(["apiextensions.k8s.io/CustomResourceDefinition", "/Namespace", "/PersistentVolumeClaim"]);

/** By annotation. Without the last, an Application that lost such an object would be out of sync for ever. */
export const keepingAnnotations = {
  "argocd.argoproj.io/sync-options": ["Prune=false", "Delete=false"],
  "argocd.argoproj.io/compare-options": ["IgnoreExtraneous"],
} as const;

/**
 * Tells Argo CD to keep CRDs, namespaces and volume claims that the manifests lose. Argo CD reads this from the object
 * only, so that it must be there before the object is lost. Other objects are returned as they are.
 */
export function annotateForArgoCd(object: KubernetesObject): KubernetesObject {
  if (!isKept(object)) return object;
  const metadata = isRecord(object["metadata"]) ? object["metadata"] : {};
  const annotations = isRecord(metadata["annotations"]) ? metadata["annotations"] : {};
  const added = Object.entries(keepingAnnotations).map(([name, options]) => [name, addOptions(annotations[name], options)]);
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, ...Object.fromEntries(added) } } };
}

/** What the chart says of an option goes first. */
function addOptions(declared: unknown, options: readonly string[]): string {
  const present = typeof declared === "string" ? declared.split(",").map((option) => option.trim()) : [];
  const missing = options.filter((option) => !present.some((other) => nameOf(other) === nameOf(option)));
  return [...present.filter((option) => option !== ""), ...missing].join(",");
}

function isKept({ apiVersion, kind }: KubernetesObject): boolean {
  if (typeof apiVersion !== "string" || typeof kind !== "string") return false;
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  return keptKinds.has(`${group}/${kind}`);
}

function nameOf(option: string): string {
  return option.split("=", 1)[0] ?? option;
}

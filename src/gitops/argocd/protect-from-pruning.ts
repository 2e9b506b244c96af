import { isRecord } from "../../core/json-value.ts";

type KubernetesObject = Readonly<Record<string, unknown>>;

/** Kinds that neither a sync nor the deletion of an Application deletes, because other objects or data would be lost with them. */
const keptKinds: ReadonlySet<string> = new Set(["apiextensions.k8s.io/CustomResourceDefinition", "/Namespace", "/PersistentVolumeClaim"]);

/** Options by annotation. Without the last one, an Application that lost such an object would stay out of sync. */
export const keepingAnnotations = {
  "argocd.argoproj.io/sync-options": ["Prune=false", "Delete=false"],
  "argocd.argoproj.io/compare-options": ["IgnoreExtraneous"],
} as const;

/**
 * Makes Argo CD keep CRDs, namespaces and volume claims that are removed from the manifests. Argo CD reads this from the object
 * only, so the object must have it before its removal. Returns other objects unchanged.
 */
export function annotateForArgoCd(object: KubernetesObject): KubernetesObject {
  if (!isKept(object)) return object;
  const metadata = isRecord(object["metadata"]) ? object["metadata"] : {};
  const annotations = isRecord(metadata["annotations"]) ? metadata["annotations"] : {};
  const added = Object.entries(keepingAnnotations).map(([name, options]) => [name, addOptions(annotations[name], options)]);
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, ...Object.fromEntries(added) } } };
}

/** Adds options that the chart does not set. */
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

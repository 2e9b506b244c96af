import { isRecord } from "../../core/json-value.ts";

type KubernetesObject = Readonly<Record<string, unknown>>;

const annotation = "argocd.argoproj.io/sync-options";

/** Neither a sync nor the deletion of an Application takes these away: what hangs on them is lost with them. */
const keptKinds: ReadonlySet<string> = new Set(["apiextensions.k8s.io/CustomResourceDefinition", "/Namespace", "/PersistentVolumeClaim"]);

const options = ["Prune=false", "Delete=false"];

/**
 * Tells Argo CD to keep CRDs, namespaces and volume claims that the manifests lose. Argo CD reads this from the object
 * only, so that it must be there before the object is lost. Other objects are returned as they are.
 */
export function annotateForArgoCd(object: KubernetesObject): KubernetesObject {
  if (!isKept(object)) return object;
  const metadata = isRecord(object["metadata"]) ? object["metadata"] : {};
  const annotations = isRecord(metadata["annotations"]) ? metadata["annotations"] : {};
  const present = typeof annotations[annotation] === "string" ? annotations[annotation].split(",").map((option) => option.trim()) : [];
  // What the chart says of the same option goes first.
  const missing = options.filter((option) => !present.some((other) => nameOf(other) === nameOf(option)));
  const all = [...present.filter((option) => option !== ""), ...missing].join(",");
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [annotation]: all } } };
}

function isKept({ apiVersion, kind }: KubernetesObject): boolean {
  if (typeof apiVersion !== "string" || typeof kind !== "string") return false;
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  return keptKinds.has(`${group}/${kind}`);
}

function nameOf(option: string): string {
  return option.slice(0, option.indexOf("="));
}

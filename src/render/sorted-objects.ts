import type { ManifestObject } from "../manifests/objects/index.ts";

/** Sorts objects by their identity. */
export function sortObjects(objects: readonly ManifestObject[]): ManifestObject[] {
  const keys = new Map(objects.map((object) => [object, sortKey(object)]));
  return objects.toSorted((a, b) => ((keys.get(a) ?? "") < (keys.get(b) ?? "") ? -1 : 1));
}

function sortKey({ apiVersion, kind, namespace = "", name }: ManifestObject): string {
  return [apiVersion.includes("/") ? apiVersion.replace(/\/.*$/u, "") : "", kind, namespace, name].join("\0");
}

import type { ManifestObject } from "../manifests/objects/index.ts";

/** Names objects in findings: `Service "portal" in "web"`. */
export function nameAll(objects: readonly ManifestObject[]): string[] {
  return objects.map(({ kind, name, namespace }) => `${kind} "${name}"${namespace === undefined ? "" : ` in "${namespace}"`}`);
}

/** The templates of objects, as helm names them. */
export function placesOf(objects: readonly ManifestObject[]): string[] {
  return [...new Set(objects.flatMap(({ source }) => source ?? []))];
}

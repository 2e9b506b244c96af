import { isRecord } from "../../core/json-value.ts";
import { type ManifestObject, type RenderedManifests, groupOf, isScopeUnknown, namespaceOf } from "../../manifests/objects/index.ts";

/** A kind in the form of an AppProject. */
interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** The namespaces and kinds that an AppProject must permit to sync a render. */
export interface ProjectNeeds {
  readonly namespaces: readonly string[];
  readonly clusterKinds: readonly GroupKind[];
  /** Custom kinds without a namespace whose definition is not rendered: they may be of the whole cluster. */
  readonly unknownKinds: readonly GroupKind[];
}

/** Lists namespaces and cluster-scoped kinds. The scope of a custom resource comes from its rendered definition, otherwise it is unknown. */
export function listProjectNeeds({ releases }: RenderedManifests): ProjectNeeds {
  const scopes = new Map(releases.flatMap(({ objects }) => objects.flatMap(readScope)));
  const namespaces = new Set<string>();
  const kinds = new Map<string, GroupKind>();
  const unknown = new Map<string, GroupKind>();
  for (const release of releases) {
    const home = release.namespace ?? "default";
    for (const object of release.objects) {
      const group = groupOf(object.apiVersion);
      const key = `${group}/${object.kind}`;
      const scope = scopes.get(key);
      const namespace = scope === undefined ? namespaceOf(object, home) : scope === "Cluster" ? undefined : (object.namespace ?? home);
      if (scope === undefined && object.namespace === undefined && isScopeUnknown(object)) {
        unknown.set(key, { group, kind: object.kind });
        namespaces.add(home);
      } else if (namespace === undefined) kinds.set(key, { group, kind: object.kind });
      else namespaces.add(namespace);
    }
  }
  const byName = (a: GroupKind, b: GroupKind): number => (`${a.group}/${a.kind}` < `${b.group}/${b.kind}` ? -1 : 1);
  return {
    namespaces: [...namespaces].toSorted(),
    clusterKinds: [...kinds.values()].toSorted(byName),
    unknownKinds: [...unknown.values()].toSorted(byName),
  };
}

function readScope(object: ManifestObject): [string, string][] {
  if (object.kind !== "CustomResourceDefinition") return [];
  const { spec } = object.value;
  if (!isRecord(spec) || !isRecord(spec["names"])) return [];
  return [[`${String(spec["group"])}/${String(spec["names"]["kind"])}`, String(spec["scope"])]];
}

import { isRecord } from "../core/json-value.ts";
import { groupOf, type ManifestObject } from "../manifests/objects/index.ts";
import { readApis } from "./apis.ts";
import type { CheckFinding } from "./check.generated.ts";
import { nameAll, placesOf } from "./object-names.ts";

/** The versions that a CustomResourceDefinition has, by name. */
type CrdVersions = ReadonlyMap<string, { readonly isServed: boolean; readonly isDeprecated: boolean }>;

/** The CRDs of an environment, by `group kind`. */
export type Crds = ReadonlyMap<string, CrdVersions>;

/** Reads the CustomResourceDefinitions among the objects of an environment. */
export function readCrds(objects: readonly ManifestObject[]): Crds {
  const crds = new Map<string, CrdVersions>();
  for (const { kind, apiVersion, value } of objects) {
    if (kind !== "CustomResourceDefinition" || groupOf(apiVersion) !== "apiextensions.k8s.io") continue;
    const spec = isRecord(value["spec"]) ? value["spec"] : {};
    const names = isRecord(spec["names"]) ? spec["names"] : {};
    const key = `${String(spec["group"])} ${String(names["kind"])}`;
    crds.set(key, new Map([...(crds.get(key) ?? []), ...readVersions(spec)]));
  }
  return crds;
}

/** Findings about custom resources whose version their CRD, in the same environment, does not serve. */
export function findCrdProblems(objects: readonly ManifestObject[], crds: Crds): CheckFinding[] {
  const byApi = Map.groupBy(objects, ({ apiVersion, kind }) => `${apiVersion} ${kind}`);
  return [...byApi.values()].flatMap((list): CheckFinding[] => {
    const [first] = list;
    const finding = first === undefined ? undefined : describe(first, crds);
    return finding === undefined ? [] : [{ ...finding, objects: nameAll(list), places: placesOf(list) }];
  });
}

/** The kinds of custom resources whose CRD is not among the manifests, so that their versions were not checked. */
export function listUncheckedKinds(objects: readonly ManifestObject[], crds: Crds): string[] {
  const { groups } = readApis();
  const unchecked = objects.filter(({ apiVersion, kind }) => {
    const group = groupOf(apiVersion);
    return !groups.has(group) && !crds.has(`${group} ${kind}`);
  });
  return [...new Set(unchecked.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`))].toSorted();
}

function describe({ apiVersion, kind }: ManifestObject, crds: Crds): CheckFinding | undefined {
  const group = groupOf(apiVersion);
  const versions = crds.get(`${group} ${kind}`);
  if (versions === undefined) return undefined;
  const used = versions.get(apiVersion.slice(group.length + 1));
  const served = [...versions].flatMap(([name, { isServed }]) => (isServed ? [name] : []));
  const fix = served.length === 0 ? {} : { fix: `use ${group}/${served.at(0)} ${kind}` };
  if (used === undefined || !used.isServed) {
    return { rule: "crd-version", status: "breaks", message: `the CRD of ${kind} in ${group} does not serve ${apiVersion}`, ...fix };
  }
  if (!used.isDeprecated) return undefined;
  return {
    rule: "crd-version-deprecated",
    status: "warns",
    message: `the CRD of ${kind} in ${group} says that ${apiVersion} is deprecated`,
    ...fix,
  };
}

function readVersions(spec: Readonly<Record<string, unknown>>): [string, { isServed: boolean; isDeprecated: boolean }][] {
  const list: readonly unknown[] = Array.isArray(spec["versions"]) ? spec["versions"] : [{ name: spec["version"], served: true }];
  return list
    .filter(isRecord)
    .map(({ name, served, deprecated }) => [String(name), { isServed: served === true, isDeprecated: deprecated === true }]);
}

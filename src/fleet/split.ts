import type { JsonValue, Values } from "./fleet.ts";
import { isMap } from "./merge.ts";

/** Values of several clusters: the shared ones, and each cluster's own. */
export interface SplitValues {
  readonly values: Values;
  /** Clusters without own values are absent. */
  readonly clusterValues: { readonly [cluster: string]: Values };
}

/** Splits the values of clusters. A cluster's own values, merged over the shared ones, result in its values. */
export function splitValues(clusters: readonly (readonly [name: string, values: Values])[]): SplitValues {
  const all = clusters.map(([, values]) => values);
  const { shared, own } = splitMaps(all);
  const clusterValues: { [cluster: string]: Values } = {};
  for (const [index, [name]] of clusters.entries()) {
    const values = own[index] ?? {};
    if (Object.keys(values).length > 0) clusterValues[name] = values;
  }
  return { values: shared, clusterValues };
}

function splitMaps(maps: readonly Values[]): { shared: Values; own: Values[] } {
  const [first = {}] = maps;
  if (maps.every((map) => map === first)) return { shared: first, own: maps.map(() => ({})) };
  const shared: { [key: string]: JsonValue } = {};
  const own = maps.map((): { [key: string]: JsonValue } => ({}));
  for (const key of new Set(maps.flatMap((map) => Object.keys(map)))) {
    const children = maps.map((map) => map[key]);
    const [child] = children;
    if (child !== undefined && children.every((other) => isEqual(other, child))) shared[key] = child;
    else if (children.every(isMap)) splitChildren({ key, children, shared, own });
    else keepApart({ key, children, own });
  }
  return { shared, own };
}

interface ChildSplit {
  readonly key: string;
  readonly children: readonly (JsonValue | undefined)[];
  readonly own: readonly { [key: string]: JsonValue }[];
}

function splitChildren({ key, children, shared, own }: ChildSplit & { shared: { [key: string]: JsonValue } }): void {
  const maps = children.filter(isMap);
  const below = splitMaps(maps);
  const isEmptySomewhere = maps.some((map) => Object.keys(map).length === 0);
  // An empty map in one cluster must stay, because Helm distinguishes `{}` from nothing if the chart's default is null.
  if (Object.keys(below.shared).length > 0 || isEmptySomewhere) shared[key] = below.shared;
  for (const [index, values] of below.own.entries()) {
    const target = own[index];
    if (target !== undefined && Object.keys(values).length > 0) target[key] = values;
  }
}

function keepApart({ key, children, own }: ChildSplit): void {
  for (const [index, child] of children.entries()) {
    const target = own[index];
    if (target !== undefined && child !== undefined) target[key] = child;
  }
}

/** Key order does not matter, as in YAML. */
function isEqual(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item: JsonValue, index) => isEqual(item, b[index]));
  if (!isMap(a) || !isMap(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]));
}

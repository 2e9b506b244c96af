import { isMap, isSeq } from "yaml";
import type { Reader } from "../../yaml/checked-map.ts";
import { isNull, mergeMap, resolve } from "../../yaml/merged-map.ts";

/** A value of a helmfile, with the document that it stands in. */
export interface YamlItem {
  readonly item: unknown;
  readonly reader: Reader;
}

const listNames = ["repositories", "releases", "values", "bases", "helmfiles"] as const;
const defaultNames = ["kubeContext", "insecureSkipTLSVerify", "plainHttp", "verify", "keyring"] as const;
/** What decides about every release, other than about its version. */
const commonNames = ["kubeContext", "namespace", "kubeVersion", "apiVersions", "hooks", "missingFileHandler", "helmDefaults"] as const;
const environmentNames = ["kubeContext", "mergeStrategy"] as const;
const environmentLists = ["values", "secrets"] as const;

type ListName = (typeof listNames)[number] | `environment.${(typeof environmentLists)[number]}`;
type ScalarName =
  | (typeof commonNames)[number]
  | `helmDefaults.${(typeof defaultNames)[number]}`
  | `environment.${(typeof environmentNames)[number]}`;

/** What a part of a helmfile says, alone or merged with others: the items of lists, and all values of a setting, the last of which counts. */
export interface Layer {
  readonly lists: ReadonlyMap<ListName, readonly YamlItem[]>;
  readonly scalars: ReadonlyMap<ScalarName, readonly YamlItem[]>;
  readonly environments: readonly string[];
}

/** Reads the map of a document as a layer, for one environment of helmfile. */
export function readLayer(root: ReadonlyMap<string, unknown>, reader: Reader, environment: string): Layer {
  const { document, note } = reader;
  const lists = new Map<ListName, YamlItem[]>();
  const scalars = new Map<ScalarName, YamlItem[]>();
  const takeList = (name: ListName, node: unknown): void => {
    const value = resolve(node, document);
    if (isSeq(value))
      lists.set(
        name,
        value.items.map((item: unknown) => ({ item, reader })),
      );
  };
  const takeScalar = (name: ScalarName, node: unknown): void => {
    if (!isNull(resolve(node, document))) scalars.set(name, [{ item: node, reader }]);
  };
  const mapAt = (node: unknown): ReadonlyMap<string, unknown> => {
    const value = resolve(node, document);
    return isMap(value) ? mergeMap(value, document, note) : new Map();
  };
  for (const name of listNames) takeList(name, root.get(name));
  for (const name of commonNames) takeScalar(name, root.get(name));
  const defaults = mapAt(root.get("helmDefaults"));
  for (const name of defaultNames) takeScalar(`helmDefaults.${name}`, defaults.get(name));
  const environments = mapAt(root.get("environments"));
  const own = mapAt(environments.get(environment));
  for (const name of environmentLists) takeList(`environment.${name}`, own.get(name));
  for (const name of environmentNames) takeScalar(`environment.${name}`, own.get(name));
  return { lists, scalars, environments: [...environments.keys()] };
}

/** Joins layers as helmfile does within a part: lists one after the other. */
export function joinLayers(layers: readonly Layer[]): Layer {
  return merge(layers, () => true);
}

/**
 * Merges the parts of a file: a later list replaces an earlier one, unless it is empty. Only values of the helmfile itself, and not of
 * a base, add up over its parts.
 */
export function mergeParts(layers: readonly Layer[], { isBase }: { readonly isBase: boolean }): Layer {
  return merge(layers, (name) => !isBase && (name === "values" || name.startsWith("environment.")));
}

function merge(layers: readonly Layer[], isJoined: (name: ListName) => boolean): Layer {
  const lists = new Map<ListName, readonly YamlItem[]>();
  const scalars = new Map<ScalarName, readonly YamlItem[]>();
  for (const layer of layers) {
    for (const [name, items] of layer.lists) {
      if (isJoined(name)) lists.set(name, [...(lists.get(name) ?? []), ...items]);
      else if (items.length > 0) lists.set(name, items);
    }
    for (const [name, items] of layer.scalars) scalars.set(name, [...(scalars.get(name) ?? []), ...items]);
  }
  return { lists, scalars, environments: layers.flatMap(({ environments }) => environments) };
}

/** The items of a list. */
export function listOf({ lists }: Layer, name: ListName): readonly YamlItem[] {
  return lists.get(name) ?? [];
}

/** All values of a setting, in order. */
export function valuesOf({ scalars }: Layer, name: ScalarName): readonly YamlItem[] {
  return scalars.get(name) ?? [];
}

import { join } from "node:path/posix";
import { isMap, isScalar } from "yaml";
import { UserError } from "../../core/user-error.ts";
import type { Reader } from "../yaml/checked-map.ts";
import { mergeMap, resolve } from "../yaml/merged-map.ts";
import { parsePlainSource } from "../yaml/yaml-source.ts";
import { canonicalNode } from "./canonical-node.ts";
import type { NamedFiles } from "./named-texts.ts";
import { listLeaves, mergeTrees, noValues, readTree, type ValuesLeaf, type ValuesTree } from "./values-tree.ts";

/** An entry of `values:`. */
export interface ValuesItem {
  readonly node: unknown;
  readonly reader: Reader;
}

/** The values that a release gets. */
export interface ReadValues {
  /** By path, later files merged over earlier ones. */
  readonly leaves: ReadonlyMap<string, ValuesLeaf>;
  /** Files and texts that only helmfile or sops can read. */
  readonly whole: { readonly texts: readonly string[]; readonly files: ReadonlyMap<string, string> };
  readonly versions: ReadonlyMap<string, string>;
}

/** Reads the entries of `values:` in helm's order. */
export function readValues(
  items: readonly ValuesItem[],
  { named, prefix = "" }: { readonly named: NamedFiles; readonly prefix?: string },
): ReadValues {
  let tree: ValuesTree = noValues;
  const texts: string[] = [];
  const files = new Map<string, string>();
  const addFile = (path: string, isSure: boolean): void => {
    const read = isSure ? readOnce(path, named) : undefined;
    if (read !== undefined) tree = mergeTrees(tree, read);
    else {
      files.set(path, named.digest(path));
      texts.push(named.digest(path));
    }
  };
  for (const { node, reader } of items) {
    const target = resolve(node, reader.document);
    if (isMap(target)) {
      tree = mergeTrees(tree, readTree(target, reader.document));
      // Templates in it are noticed where they are read as texts.
      canonicalNode(target, reader.document, { replace: named.resolve });
    } else if (isScalar(target)) {
      const name = String(target.value);
      const { paths, areSure } = named.find(prefix === "" ? name : join(prefix, name));
      for (const path of paths) addFile(path, areSure);
      if (paths.length === 0) texts.push(name);
    } else texts.push(canonicalNode(target, reader.document));
  }
  const leaves = new Map(listLeaves(tree));
  const versions = [...leaves].flatMap(([path, leaf]) =>
    [...leaf.versions].map(([below, version]) => [`${path}${below}`, version] as const),
  );
  return { leaves, whole: { texts, files }, versions: new Map(versions) };
}

function readOnce(path: string, named: NamedFiles): ValuesTree | undefined {
  const { trees } = named;
  if (!trees.has(path)) trees.set(path, readValuesFile(path, named));
  return trees.get(path);
}

/** The values of a plain file; undefined for templates, encrypted files, and what is not YAML. */
function readValuesFile(path: string, named: NamedFiles): ValuesTree | undefined {
  const text = named.readText(path);
  if (text === undefined || !/\.(?:ya?ml|json)$/u.test(path)) return undefined;
  try {
    const { documents } = parsePlainSource(text, path);
    const [document] = documents;
    if (document === undefined || documents.length > 1) return undefined;
    if (document.contents === null) return noValues;
    if (!isMap(document.contents)) return undefined;
    // What sops encrypts has no values to compare.
    return mergeMap(document.contents, document, () => undefined).has("sops") ? undefined : readTree(document.contents, document, path);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

import { isMap, isScalar, isSeq, type Document } from "yaml";
import { mergeMap, resolve } from "../yaml/merged-map.ts";
import { canonicalNode } from "./canonical-node.ts";

/** Values of a release: maps down to what helm takes as a whole. */
export type ValuesTree = ValuesLeaf | Branch;

interface Branch {
  readonly branch: ReadonlyMap<string, ValuesTree>;
}

/** A value that replaces the one of an earlier file as a whole. */
export interface ValuesLeaf {
  readonly text: string;
  /** The file that it stands in, unless it stands in the helmfile. */
  readonly file?: string;
  /** Versions of images and sources in it, by the path below it, which is empty for the value itself. */
  readonly versions: ReadonlyMap<string, string>;
}

export const noValues: ValuesTree = { branch: new Map() };

/** Aliases can make a small file a large tree. What is beyond counts as one value. */
const deepest = 12;
const largest = 50_000;

/** Reads the values in a node. */
export function readTree(node: unknown, document: Document.Parsed, file?: string): ValuesTree {
  let size = 0;
  const count = (): boolean => (size += 1) < largest;
  return read(node, [], { document, count, ...(file !== undefined && { file }) });
}

interface TreePlace {
  readonly document: Document.Parsed;
  readonly file?: string;
  /** Counts one more value, and says whether it is still one of few. */
  readonly count: () => boolean;
}

function read(node: unknown, keys: readonly string[], place: TreePlace): ValuesTree {
  const target = resolve(node, place.document);
  if (place.count() && isMap(target) && keys.length < deepest) {
    const entries = [...mergeMap(target, place.document, () => undefined)];
    return { branch: new Map(entries.map(([key, value]) => [key, read(value, [...keys, key], place)])) };
  }
  const versions = new Map(isMap(target) ? [] : listVersions(target, keys, place.document));
  return { text: canonicalNode(target, place.document), versions, ...(place.file !== undefined && { file: place.file }) };
}

/** Merges values as helm does: the later ones win, map by map. */
export function mergeTrees(before: ValuesTree, after: ValuesTree): ValuesTree {
  if (!("branch" in before) || !("branch" in after)) return after;
  const branch = new Map(before.branch);
  for (const [key, value] of after.branch) {
    const old = branch.get(key);
    branch.set(key, old === undefined ? value : mergeTrees(old, value));
  }
  return { branch };
}

/** The leaves of a tree by path. A map without keys is one. */
export function listLeaves(tree: ValuesTree, path = ""): readonly (readonly [string, ValuesLeaf])[] {
  if (!("branch" in tree)) return [[path, tree]];
  if (tree.branch.size === 0) return path === "" ? [] : [[path, { text: "{}", versions: new Map() }]];
  return [...tree.branch].flatMap(([key, value]) => listLeaves(value, path === "" ? key : `${path}.${key}`));
}

/** What may be printed. Everything else could be a secret. */
const printable = /^\w[\w.+-]{0,127}$/u;

/** The versions in a list or a scalar, by the path below it. */
function listVersions(
  start: unknown,
  startKeys: readonly string[],
  document: Document.Parsed,
): readonly (readonly [path: string, version: string])[] {
  const seen = new Set<unknown>();
  return walk(start, startKeys, "");

  function walk(node: unknown, keys: readonly string[], below: string): readonly (readonly [path: string, version: string])[] {
    const target = resolve(node, document);
    if (isScalar(target)) {
      const version = findVersion(typeof target.value === "string" ? target.value : (target.source ?? ""), keys);
      return version === undefined ? [] : [[below, version]];
    }
    if (seen.has(target)) return [];
    seen.add(target);
    if (isSeq(target)) return target.items.flatMap((item, index) => walk(item, [...keys, ""], `${below}[${index}]`));
    if (!isMap(target)) return [];
    return [...mergeMap(target, document, () => undefined)].flatMap(([key, value]) => walk(value, [...keys, key], `${below}.${key}`));
  }
}

/** The version that a value names, by its key: `image.tag`, `imageTag`, `targetRevision`, and `image` with a tag or a digest. */
export function findVersion(text: string, keys: readonly string[]): string | undefined {
  const key = keys.at(-1) ?? "";
  const isImage = (one: string): boolean => /image$/iu.test(one);
  const isTag = key === "targetRevision" || /imageTag$/iu.test(key) || (key === "tag" && keys.slice(0, -1).some(isImage));
  if (isTag) return printable.test(text) ? text : undefined;
  if (!isImage(key)) return undefined;
  const [, digest] = /@sha256:([0-9a-f]{12})[0-9a-f]{52}$/u.exec(text) ?? [];
  const [, tag] = /:([^:/@]+)(?:@sha\d+:[0-9a-f]+)?$/u.exec(text.slice(text.lastIndexOf("/") + 1)) ?? [];
  const version = tag ?? digest;
  return version !== undefined && printable.test(version) ? version : undefined;
}

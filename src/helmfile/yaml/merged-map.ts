import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type Scalar, type YAMLMap } from "yaml";
import { asMap } from "./yaml-source.ts";

/** Notes a place that is not understood. */
export type Note = (place: unknown, reason: string) => void;

/** The values of a map by key, merge keys followed as go-yaml does: the nearest map that has a key decides, also with null. */
export function mergeMap(map: YAMLMap, document: Document.Parsed, note: Note): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  const seen = new Set<YAMLMap>();
  let hasMerge = false;
  add(map);
  if (hasMerge) noteNulls(values, document, note);
  return values;

  function add(layer: YAMLMap): void {
    if (seen.has(layer)) return;
    seen.add(layer);
    const merged: unknown[] = [];
    for (const { key, value } of layer.items) {
      if (!isScalar(key)) note(key ?? layer, "a key is not a text");
      else if (isMergeKey(key)) merged.push(value);
      else if (!values.has(keyText(key))) values.set(keyText(key), value);
    }
    for (const value of merged) {
      hasMerge = true;
      for (const target of listMerged(value)) {
        const next = asMap(target, document);
        if (next === undefined) note(value ?? layer, "a merge key takes something that is not a map");
        else add(next);
      }
    }
  }
}

/** helmfile refuses an alias of a whole list. */
function listMerged(value: unknown): readonly unknown[] {
  return isSeq(value) ? value.items : [value];
}

const decisiveKeys = ["name", "chart", "namespace", "version", "installed", "condition", "inherit", "url", "oci"];

function noteNulls(values: ReadonlyMap<string, unknown>, document: Document.Parsed, note: Note): void {
  for (const key of decisiveKeys) {
    const value = values.get(key);
    if (values.has(key) && isNull(resolve(value, document))) note(value, `"${key}" is null beside a merge key`);
  }
}

/** A merge key, which is one only without quotes. */
function isMergeKey({ source, type, tag }: Scalar): boolean {
  return source === "<<" && type === "PLAIN" && (tag === undefined || tag.endsWith(":merge"));
}

/** The key's source, because the parser's value of a merge key is a symbol, and that of a number a number. */
function keyText({ source, value }: Scalar): string {
  return source ?? String(value);
}

/** The node itself, or that of an alias. */
export function resolve(node: unknown, document: Document.Parsed): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

export function isNull(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null);
}

/** Notes everything in a document that two YAML parsers read differently, whatever key it stands under. */
export function noteOddNodes(document: Document.Parsed, note: Note): void {
  check(document.contents);

  function check(node: unknown): void {
    if (isAlias(node)) {
      if (node.resolve(document) === undefined) note(node, `the anchor of *${node.source} does not exist`);
      return;
    }
    if (isMap(node)) {
      checkTag(node, note);
      for (const { key, value } of node.items) {
        if (isAlias(key)) note(key, `the alias *${key.source} is used as a key`);
        else if (!isScalar(key)) note(key ?? node, "a key is not a text");
        else if (!isMergeKey(key)) checkTag(key, note);
        check(value);
      }
    } else if (isSeq(node)) {
      checkTag(node, note);
      for (const item of node.items) check(item);
    } else if (isScalar(node)) checkTag(node, note);
  }
}

const commonTags = new Set(["str", "map", "seq", "int", "float", "bool", "null", "binary"].map((name) => `tag:yaml.org,2002:${name}`));

function checkTag(node: Node, note: Note): void {
  if ("tag" in node && typeof node.tag === "string" && !commonTags.has(node.tag)) note(node, `the tag ${node.tag} is not understood`);
}

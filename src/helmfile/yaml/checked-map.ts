import { isMap, isNode, isScalar, isSeq, type Document, type YAMLMap } from "yaml";
import { harmlessArguments, type KnownKeys } from "../reading/helmfile-keys.ts";
import { isNull, mergeMap, resolve, type Note } from "./merged-map.ts";
import { readFlag } from "./plain-values.ts";
import type { YamlSource } from "./yaml-source.ts";

/** One document of a plain helmfile, with the templates of all. */
export interface Reader {
  readonly source: YamlSource;
  readonly document: Document.Parsed;
  readonly templates: Templates;
  readonly note: Note;
}

/** An entry of `templates:`. */
interface Template {
  readonly map: YAMLMap;
  /** Of the document that it stands in, which may be another file's. */
  readonly reader: Reader;
}

export type Templates = Map<string, Template>;

/** The values of a map, merge keys followed. Notes keys that are not read, and values of another kind than helmfile accepts. */
export function checkedMap(
  map: YAMLMap,
  reader: Reader,
  { known, where }: { known: KnownKeys; where: string },
): ReadonlyMap<string, unknown> {
  const { document, note } = reader;
  const values = mergeMap(map, document, note);
  for (const [key, value] of values) {
    const place = isNode(value) ? value : map;
    const kind = known.get(key);
    const node = resolve(value, document);
    if (kind === undefined) note(place, `desalt does not know the key "${key}" in ${where}`);
    else if (kind === "unknown" && !isNull(node) && !(isSeq(node) && node.items.length === 0)) {
      note(place, `desalt does not read "${key}" in ${where}, and it may change what runs`);
    } else if (isNull(node) || kind === "any" || kind === "unknown") continue;
    else if ((kind === "list" && !isSeq(node)) || (kind === "map" && !isMap(node)) || (kind === "text" && !isScalar(node))) {
      note(place, `"${key}" in ${where} is not a ${kind}`);
    } else if (kind === "number" && !(isScalar(node) && typeof node.value === "number"))
      note(place, `"${key}" in ${where} is not a number`);
    else if (kind === "flag") readFlag(node, note);
  }
  return values;
}

/** Notes arguments of helm that may name another version or repository. */
export function noteArguments(defaults: ReadonlyMap<string, unknown>, { document, note }: Reader): void {
  for (const key of ["args", "syncArgs", "templateArgs"]) {
    const value = resolve(defaults.get(key), document);
    if (isNull(value)) continue;
    const items = isSeq(value) ? value.items.map((item) => resolve(item, document)) : [undefined];
    const other = items.find((item) => !isScalar(item) || !harmlessArguments.has(String(item.value)));
    if (other !== undefined || items.includes(undefined))
      note(value, `desalt does not read "${key}" in helmDefaults, and it may change what runs`);
  }
}

import { isMap, isScalar, type Document } from "yaml";
import { UserError } from "../../../core/user-error.ts";
import { isNull, mergeMap, noteOddNodes, resolve, type Note } from "../../yaml/merged-map.ts";
import { findUnsafeCharacter } from "../../yaml/unsafe-characters.ts";
import { parsePlainSource } from "../../yaml/yaml-source.ts";
import { listOf, valuesOf, type Layer, type YamlItem } from "./layer.ts";
import { findFiles, type Place } from "./named-files.ts";

/** Whether a release runs, or why nobody can say that. */
export type ConditionState = "on" | "off" | { readonly unknown: string };

/** The values of a helmfile that decide about conditions, and those that another helmfile hands down. */
interface ValuesPlace extends Place {
  readonly layer: Layer;
  readonly hasValuesFromAbove: boolean;
}

/** A function that says of a condition such as `portal.enabled` whether it is met. */
export function readConditions({ layer, hasValuesFromAbove, ...place }: ValuesPlace): (condition: string) => ConditionState {
  // Read only if a release has a condition, and once.
  let read: { readonly maps: readonly ValuesMap[]; readonly unknown?: string } | undefined;
  return (condition) => {
    if (!/^(?:[^.]+\.)+enabled$/u.test(condition)) return { unknown: `the condition "${condition}" does not end in .enabled` };
    if (hasValuesFromAbove) return { unknown: `the condition "${condition}" depends on values of another helmfile` };
    if (listOf(layer, "environment.secrets").length > 0) return { unknown: `the condition "${condition}" depends on secrets` };
    if (valuesOf(layer, "environment.mergeStrategy").length > 0)
      return { unknown: `the condition "${condition}" depends on mergeStrategy` };
    read ??= readValues([...listOf(layer, "values"), ...listOf(layer, "environment.values")], place);
    if (read.unknown !== undefined) return { unknown: read.unknown };
    return decide(condition, read.maps);
  };
}

interface ValuesMap {
  readonly map: unknown;
  readonly document: Document.Parsed;
}

function readValues(items: readonly YamlItem[], place: Place): { readonly maps: readonly ValuesMap[]; readonly unknown?: string } {
  const maps: ValuesMap[] = [];
  for (const { item, reader } of items) {
    const node = resolve(item, reader.document);
    if (isMap(node)) maps.push({ map: node, document: reader.document });
    else if (!isScalar(node) || typeof node.value !== "string") return { maps, unknown: "an entry of values is neither a file nor a map" };
    else {
      const found = findFiles(node.value, place);
      if (typeof found === "string") return { maps, unknown: `the values ${node.value}: ${found}` };
      for (const path of found) {
        const added = readValuesFile(path, place);
        if (typeof added === "string") return { maps, unknown: `the values file ${path}: ${added}` };
        maps.push(...added);
      }
    }
  }
  return { maps };
}

/** The map of a values file, or why it is not understood. */
function readValuesFile(path: string, { files }: Place): readonly ValuesMap[] | string {
  const text = files.readText(path);
  if (text === undefined) return "it is not in the commit";
  if (!/\.ya?ml$/u.test(path)) return "only helmfile can read it";
  const unsafe = findUnsafeCharacter(text);
  if (unsafe !== undefined) return unsafe.reason;
  try {
    const { documents } = parsePlainSource(text, path);
    const [document] = documents;
    if (documents.length > 1) return "it has several documents";
    if (document === undefined || isNull(document.contents)) return [];
    if (!isMap(document.contents)) return "it is not a map";
    let odd: string | undefined;
    noteOddNodes(document, (_, reason) => (odd ??= reason));
    return odd ?? [{ map: document.contents, document }];
  } catch (error) {
    if (error instanceof UserError) return "it is not valid YAML";
    throw error;
  }
}

/** Later maps win, level by level. Everything else than maps and booleans on the way is left to helmfile. */
function decide(condition: string, maps: readonly ValuesMap[]): ConditionState {
  const keys = condition.split(".");
  let depth = 0;
  let state: boolean | undefined;
  for (const { map, document } of maps) {
    let node = map;
    for (const [index, key] of keys.entries()) {
      let odd: string | undefined;
      const note: Note = (_, reason) => (odd ??= reason);
      if (!isMap(node)) return { unknown: `"${keys.slice(0, index).join(".")}" is not a map in the values` };
      const values = mergeMap(node, document, note);
      if (odd !== undefined) return { unknown: odd };
      if (!values.has(key)) break;
      node = resolve(values.get(key), document);
      depth = Math.max(depth, index + 1);
      if (index < keys.length - 1) continue;
      if (!isScalar(node) || typeof node.value !== "boolean" || node.tag !== undefined) {
        return { unknown: `"${condition}" is not true or false in the values` };
      }
      state = node.value;
    }
  }
  if (depth < keys.length - 1) return { unknown: `the values have no "${keys.slice(0, depth + 1).join(".")}"` };
  return state === true ? "on" : "off";
}

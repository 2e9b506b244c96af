import { isAlias, isMap, isPair, isScalar, isSeq, type YAMLMap } from "yaml";
import { textOf } from "../core/canonical.ts";
import { readYamlDocuments } from "../core/read-yaml.ts";
import type { MaskedValues } from "./masked-values.ts";
import { isSecretField, type Field } from "./secret-fields.ts";

interface Range {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly value: string;
}

/** The longest text that is parsed. Longer ones are only searched by patterns, because parsing many megabytes of YAML takes minutes. */
const parseLimit = 500_000;

/** Removes credentials from YAML, of which JSON is a part, by its structure. All other bytes stay. */
export function maskStructure(text: string, masked: MaskedValues): string {
  if (text.length > parseLimit || !/[:{]/u.test(text)) return text;
  const { content: documents } = readYamlDocuments(text, { uniqueKeys: false });
  const ranges: Range[] = [];
  for (const { errors, contents } of documents) {
    if (errors.length > 0) continue;
    const kind = isMap(contents) ? textOf(contents.get("kind") ?? "") : "";
    collect(contents, { path: [], kind, place: "value" }, ranges);
  }
  let result = "";
  let end = 0;
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    if (range.start < end) continue;
    result += text.slice(end, range.start) + masked.part(range.name, range.value);
    end = range.end;
  }
  return result + text.slice(end);
}

function collect(node: unknown, field: Omit<Field, "value">, ranges: Range[]): void {
  const { path } = field;
  if (isAlias(node)) return;
  if (isScalar(node)) {
    const range = node.range ?? undefined;
    if (range === undefined || node.value === null || typeof node.value === "boolean" || node.value === "") return;
    const value = textOf(node.value);
    if (!isSecretField({ ...field, value })) return;
    // A block ends with its newline, which stays.
    const isBlock = node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED";
    ranges.push({
      start: range[0],
      end: isBlock ? range[1] - 1 : range[1],
      name: path.findLast((part) => !part.startsWith("[")) ?? "",
      value,
    });
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) collect(item, { ...field, path: [...path, `[${index}]`] }, ranges);
  } else if (isMap(node)) {
    const kind = node.get("kind");
    const label = labelOf(node);
    const own = {
      ...field,
      ...(typeof kind === "string" && node.has("apiVersion") && { kind, path: [] }),
      ...(label !== undefined && { label }),
    };
    for (const pair of node.items) {
      if (isPair(pair)) collect(pair.value, { ...own, path: [...own.path, isScalar(pair.key) ? String(pair.key.value) : ""] }, ranges);
    }
  }
}

function labelOf(map: YAMLMap): string | undefined {
  const label = map.get("name") ?? map.get("key") ?? map.get("id");
  return typeof label === "string" ? label : undefined;
}

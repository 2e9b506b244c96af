import { isCollection, isMap, isNode, isPair, isScalar, type Pair, type YAMLMap } from "yaml";
import type { GeneratedFile } from "../core/generated-file.ts";
import { parseYamlDocument, renderYamlScalar } from "../core/yaml.ts";
import {
  applyEdits,
  listReleaseFields,
  listRepositoryFields,
  refuseEdit,
  type Addition,
  type ConfigReader,
  type FieldValue,
  type TextEdit,
} from "./addition.ts";

/** Adds a release, and its repository if it is new, to a YAML config. Returns the changed files as a whole. */
export function editYamlConfig(source: string, addition: Addition, read: ConfigReader): GeneratedFile[] {
  const { release, repository, file = source } = addition;
  const entries: YamlEntry[] = [{ path: file, key: "releases", name: release.name, fields: listReleaseFields(release) }];
  if (repository !== undefined)
    entries.unshift({ path: source, key: "repositories", name: repository.name, fields: listRepositoryFields(repository) });
  const texts = new Map<string, string>();
  for (const entry of entries) {
    const text = texts.get(entry.path) ?? read(entry.path);
    if (text === undefined) throw new Error(`${entry.path} was not found`);
    texts.set(entry.path, addEntry(text, entry));
  }
  return [...texts].map(([path, text]) => ({ path, text }));
}

interface YamlEntry {
  readonly path: string;
  readonly key: string;
  readonly name: string;
  readonly fields: readonly (readonly [key: string, value: FieldValue])[];
}

/** An insertion by positions of the parsed document. The surrounding text does not change in any byte. */
function addEntry(text: string, entry: YamlEntry): string {
  const document = parseYamlDocument(text, entry.path);
  const root = document.contents;
  const snippet = `${entry.key}:\n  ${renderFlow(entry)}`;
  if (!isMap(root) || root.items.length === 0) throw refuseEdit(`"${entry.path}" is not a map`, snippet);
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const edits = insertEntry({ text, newline, root, entry });
  if (edits === undefined) throw refuseEdit(`\`${entry.key}\` in "${entry.path}" is not a plain map`, snippet);
  return applyEdits(text, edits);
}

interface Insertion {
  readonly text: string;
  readonly newline: string;
  readonly root: YAMLMap;
  readonly entry: YamlEntry;
}

function insertEntry({ text, newline, root, entry }: Insertion): TextEdit[] | undefined {
  const unit = "  ";
  const pair = root.items.find(({ key }) => isScalar(key) && key.value === entry.key);
  if (pair === undefined) {
    if (root.flow === true) return insertFlow(text, root, `${entry.key}: { ${renderFlow(entry)} }`);
    return [insertLines({ text, newline, root }, [`${entry.key}:`, ...renderBlock(entry, unit).map((line) => unit + line)])];
  }
  const { value } = pair;
  if (!isMap(value)) return undefined;
  if (value.items.length > 0) return insertIntoMap({ text, newline, root: value, entry });
  const [from = 0, to = 0] = value.range ?? [];
  if (root.flow === true) return [{ position: from, length: to - from, text: `{ ${renderFlow(entry)} }` }];
  const colon = text.slice(0, from).trimEnd().length;
  const lines = renderBlock(entry, unit).map((line) => newline + unit + line);
  return [
    { position: colon, length: to - colon, text: "" },
    { position: endOfLine(text, to), text: lines.join("") },
  ];
}

function insertIntoMap({ text, newline, root, entry }: Insertion): TextEdit[] | undefined {
  const last = root.items.at(-1);
  if (last === undefined) return undefined;
  if (root.flow === true) return insertFlow(text, root, renderFlow(entry));
  const indentation = " ".repeat(columnOf(text, last));
  const neighbour = root.items.map(({ value }) => value).findLast(isMap);
  const isOneLine = neighbour?.flow === true;
  const [child] = neighbour?.items ?? [];
  const unit = isOneLine || child === undefined ? "  " : " ".repeat(Math.max(1, columnOf(text, child) - indentation.length));
  const lines = isOneLine ? [renderFlow(entry)] : renderBlock(entry, unit);
  const indented = lines.map((line) => indentation + line);
  return [insertLines({ text, newline, root }, indented)];
}

/** Inserts lines behind the last entry of a block map and the comment on its line. */
function insertLines({ text, newline, root }: Omit<Insertion, "entry">, lines: readonly string[]): TextEdit {
  const offset = endOf(root);
  const inserted = lines.join(newline);
  // A block of text ends behind its last line break.
  if (offset > 0 && text[offset - 1] === "\n") return { position: offset, text: inserted + newline };
  return { position: endOfLine(text, offset), text: newline + inserted };
}

function insertFlow(text: string, map: YAMLMap, entry: string): TextEdit[] {
  const offset = endOf(map, true);
  const comma = /^\s*,/u.exec(text.slice(offset))?.[0].length ?? 0;
  const first = map.items[0];
  const isSpread = first !== undefined && text.slice(map.range?.[0] ?? 0, offsetOf(first)).includes("\n");
  const space = isSpread && first !== undefined ? `\n${" ".repeat(columnOf(text, first))}` : " ";
  return [{ position: offset + comma, text: `${comma > 0 ? "" : ","}${space}${entry}${comma > 0 && isSpread ? "," : ""}` }];
}

/** Where the last thing inside a node ends, without comments and line breaks behind it. */
function endOf(node: unknown, isOutermost = false): number {
  if (isPair(node)) return node.value === null ? endOf(node.key) : endOf(node.value);
  if (isCollection(node) && (node.flow !== true || isOutermost) && node.items.length > 0) return endOf(node.items.at(-1));
  return isNode(node) ? (node.range?.[1] ?? 0) : 0;
}

function offsetOf({ key }: Pair): number {
  return isNode(key) ? (key.range?.[0] ?? 0) : 0;
}

function columnOf(text: string, pair: Pair): number {
  const offset = offsetOf(pair);
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

function endOfLine(text: string, offset: number): number {
  const end = /\r?\n|$/u.exec(text.slice(offset));
  return offset + (end?.index ?? 0);
}

function renderFlow({ name, fields }: YamlEntry): string {
  return `${renderYamlScalar(name)}: { ${fields.map(([key, value]) => `${key}: ${renderField(value)}`).join(", ")} }`;
}

function renderBlock({ name, fields }: YamlEntry, unit: string): string[] {
  return [`${renderYamlScalar(name)}:`, ...fields.map(([key, value]) => `${unit}${key}: ${renderField(value)}`)];
}

function renderField(value: FieldValue): string {
  return typeof value === "object" ? `[${value.map(renderYamlScalar).join(", ")}]` : renderYamlScalar(value);
}

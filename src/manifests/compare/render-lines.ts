import { isRecord } from "../../core/json-value.ts";
import { renderYamlScalar } from "../../core/yaml.ts";
import { withDash, type DiffLine } from "./diff-line.ts";
import { keyFieldOf, nameItems } from "./named-lists.ts";
import { showScalar, type Rendering } from "../../mask/index.ts";

/** A field or item with its value. */
export interface Node {
  readonly value: unknown;
  /** From the top to the node itself. */
  readonly path: readonly string[];
  readonly indent: number;
  readonly parent: unknown;
  readonly previous?: unknown;
}

/** The lines of a field: `key: value`, or `key:` and what it holds. */
export function renderField(node: Node, rendering: Rendering): DiffLine[] {
  const { value, path, indent } = node;
  const key = `${" ".repeat(indent)}${renderKey(path.at(-1) ?? "")}:`;
  const line = (text: string): DiffLine => ({ sign: " ", text, path: path.slice(0, -1) });
  if (isRecord(value) && Object.keys(value).length > 0) {
    return [line(key), ...renderMap(value, { path, indent: indent + 2 }, rendering)];
  }
  if (Array.isArray(value) && value.length > 0) return [line(key), ...renderList(value, { path, indent }, rendering)];
  const [first = "", ...rest] = showEmptyOrScalar(node, rendering);
  return [line(`${key} ${first}`), ...renderBlock(rest, indent + 2, path)];
}

/** The lines of a list's item, with its dash. */
export function renderItem(node: Node, rendering: Rendering): DiffLine[] {
  const { value, path, indent } = node;
  if (isRecord(value) && Object.keys(value).length > 0) {
    return withDash(renderMap(value, { path, indent: indent + 2 }, rendering), indent);
  }
  if (Array.isArray(value) && value.length > 0) {
    return withDash(renderList(value, { path, indent: indent + 2 }, rendering), indent);
  }
  const [first = "", ...rest] = showEmptyOrScalar(node, rendering);
  const line: DiffLine = { sign: " ", text: `${" ".repeat(indent)}- ${first}`, path: path.slice(0, -1) };
  return [line, ...renderBlock(rest, indent + 2, path)];
}

/** Lines of a text. */
export function renderBlock(lines: readonly string[], indent: number, path: readonly string[]): DiffLine[] {
  return lines.map((text) => ({ sign: " ", text: text === "" ? "" : " ".repeat(indent) + text, path }));
}

/** Keys in their order: by name, in items of lists after the one that tells items apart. */
export function sortKeys(keys: Iterable<string>, path: readonly string[], item: unknown): string[] {
  const first = path.at(-1)?.startsWith("[") === true ? keyFieldOf(path.at(-2) ?? "", item) : undefined;
  return [...new Set(keys)].sort((a, b) => (a === first ? -1 : b === first ? 1 : a < b ? -1 : a > b ? 1 : 0));
}

/** Items in the order in which they are shown, with what stands for each in a path. */
export function arrangeItems(field: string, items: readonly unknown[]): readonly { readonly name: string; readonly item: unknown }[] {
  const names = nameItems(field, items);
  const arranged = items.map((item, index) => ({ name: `[${names?.[index] ?? index}]`, item }));
  return names === undefined ? arranged : arranged.sort((a, b) => compareNames(a.name, b.name));
}

/** Numbers by their value. */
export function compareNames(a: string, b: string): number {
  const difference = Number.parseInt(a.slice(1), 10) - Number.parseInt(b.slice(1), 10);
  if (difference !== 0 && !Number.isNaN(difference)) return difference;
  return a < b ? -1 : a > b ? 1 : 0;
}

interface Position {
  readonly path: readonly string[];
  readonly indent: number;
}

function renderMap(map: Readonly<Record<string, unknown>>, { path, indent }: Position, rendering: Rendering): DiffLine[] {
  return sortKeys(Object.keys(map), path, map).flatMap((key) =>
    renderField({ value: map[key], path: [...path, key], indent, parent: map }, rendering),
  );
}

function renderList(items: readonly unknown[], { path, indent }: Position, rendering: Rendering): DiffLine[] {
  return arrangeItems(path.at(-1) ?? "", items).flatMap(({ name, item }, index) =>
    renderItem({ value: item, path: [...path, name], indent, parent: items, previous: items[index - 1] }, rendering),
  );
}

function showEmptyOrScalar({ value, path, parent, previous }: Node, rendering: Rendering): readonly string[] {
  if (Array.isArray(value)) return ["[]"];
  if (isRecord(value)) return ["{}"];
  return showScalar(value, { path, parent, previous }, rendering);
}

function renderKey(key: string): string {
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(key) ? JSON.stringify(key) : renderYamlScalar(key);
}

/** The lines of a whole object. */
export function renderWhole(value: Readonly<Record<string, unknown>>, rendering: Rendering): DiffLine[] {
  return renderMap(value, { path: [], indent: 0 }, rendering);
}

import { isAlias, isMap, isScalar, isSeq, type Document, type LineCounter, type Node, type Scalar, type YAMLMap } from "yaml";
import { readYamlDocuments } from "../../core/read-yaml.ts";
import { UserError } from "../../core/user-error.ts";
import { maskTemplates, unmask, type MaskedText } from "../reading/go-template.ts";

/** The YAML documents of one file, with templates hidden, and functions to get the original text of a node. */
export interface YamlSource {
  readonly path: string;
  readonly masked: MaskedText;
  readonly documents: readonly Document.Parsed[];
  readonly lines: LineCounter;
}

/** The text of a scalar and its position. */
export interface ScalarText {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Reads all documents of a file. Throws a {@link UserError} with line and column if it is not valid YAML. */
export function parseYamlSource(text: string, path: string): YamlSource {
  return parseMasked(maskTemplates(text), path);
}

/**
 * {@link parseYamlSource} for a file that helmfile does not render: braces are text or flow style. The last files are kept, because
 * both sides of a change have nearly all in common; nobody may change their documents.
 */
export function parsePlainSource(text: string, path: string): YamlSource {
  const known = recent.get(text);
  if (known !== undefined) return { ...known, path };
  const source = parseMasked({ text, original: text, hasTemplates: false }, path);
  const [oldest] = recent.keys();
  if (recent.size >= 16 && oldest !== undefined) recent.delete(oldest);
  recent.set(text, source);
  return source;
}

/** By text. */
const recent = new Map<string, YamlSource>();

function parseMasked(masked: MaskedText, path: string): YamlSource {
  // A key may appear twice if `{{ if }}` chooses between the two.
  const { content: documents, lines, problems } = readYamlDocuments(masked.text, { uniqueKeys: !masked.hasTemplates });
  // Who needs the anchor says so.
  const problem = problems.find(({ code }) => code !== "UNKNOWN_ANCHOR");
  if (problem === undefined) return { path, masked, documents, lines };
  const { message, line, column } = problem;
  throw new UserError({
    message: `not valid YAML: ${message} (${path}, line ${line}, column ${column})`,
    hint: `fix ${path} first; nothing was written`,
  });
}

/** The map of a document; undefined if it is empty. Throws a {@link UserError} if it is something else. */
export function requireRootMap(document: Document.Parsed, source: YamlSource): YAMLMap | undefined {
  const root = document.contents;
  if (isMap(root)) return root;
  const isEmpty = root === null || (isScalar(root) && root.value === null);
  if (isEmpty || source.masked.hasTemplates) return undefined;
  const { line } = source.lines.linePos(root.range[0]);
  throw new UserError({
    message: `the file is not a helmfile, because it is not a map (${source.path}, line ${line})`,
    hint: `fix ${source.path} first; nothing was written`,
  });
}

/** The map of a node, also through an alias. */
export function asMap(node: unknown, document: Document.Parsed): YAMLMap | undefined {
  const target = isAlias(node) ? node.resolve(document) : node;
  return isMap(target) ? target : undefined;
}

/** The items of a node's list, also through an alias. A single map counts as a list of one. */
export function asItems(node: unknown, document: Document.Parsed): readonly unknown[] {
  const target = isAlias(node) ? node.resolve(document) : node;
  if (isSeq(target)) return target.items;
  return isMap(target) ? [target] : [];
}

/** The text of a scalar as written, without quotes and with its templates; undefined for anything else and for null. */
export function scalarText(node: unknown, document: Document.Parsed, source: YamlSource): ScalarText | undefined {
  const target = isAlias(node) ? node.resolve(document) : node;
  if (!isScalar(target) || target.value === null || target.value === undefined || !hasRange(target)) return undefined;
  const [start, end] = target.range;
  const text = unmask(target.source ?? "", source.masked, [start, end]);
  return { text, start, end };
}

function hasRange(node: Scalar): node is Scalar & { range: NonNullable<Node["range"]> } {
  return Array.isArray(node.range);
}

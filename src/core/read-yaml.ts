import {
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  parseAllDocuments,
  parseDocument,
  visit,
  type Document,
  type DocumentOptions,
  type Node,
  type Pair,
  type ParseOptions,
  type SchemaOptions,
} from "yaml";

/** How the writer of a YAML text meant it. Keys must be unique by default. */
export interface YamlDialect extends Pick<ParseOptions, "intAsBigInt" | "stringKeys">, DocumentOptions, SchemaOptions {
  readonly uniqueKeys?: boolean;
}

/** A mistake in a YAML text. Its words quote nothing but the names of anchors. */
export interface YamlProblem {
  readonly message: string;
  /** The parser's name of it. */
  readonly code: string;
  readonly line: number;
  readonly column: number;
}

/** What a text has, with every mistake in it. What has a mistake must not be used. */
export interface YamlReading<Content> {
  readonly content: Content;
  readonly lines: LineCounter;
  readonly problems: readonly YamlProblem[];
}

/**
 * How often the anchors of a text may be used, those inside of other anchors multiplied. People use one a few hundred times; a text that
 * unfolds to gigabytes needs only a few lines.
 */
const mostAliases = 10_000;

/** Characters of a text that is parsed. The time for some texts grows with the square of their length. */
const longestText = 50_000_000;

/**
 * Parses YAML from anywhere, in time that grows with its length. Never throws. Not by the options of the parser alone: its search for equal
 * keys takes hours for a long list, and a map as key of a map is doubled at every level.
 */
export function readYamlDocuments(text: string, dialect: YamlDialect = {}): YamlReading<readonly Document.Parsed[]> {
  return read(text, dialect, (given, options) => {
    const parsed = parseAllDocuments(given, options);
    const documents = Array.isArray(parsed) ? parsed : [];
    return { content: documents, documents };
  });
}

/** {@link readYamlDocuments} for a text with one document, which may be empty. */
export function readYamlDocument(text: string, dialect: YamlDialect = {}): YamlReading<Document.Parsed> {
  return read(text, dialect, (given, options) => {
    const document = parseDocument(given, options);
    return { content: document, documents: [document] };
  });
}

interface Parsed<Content> {
  readonly content: Content;
  readonly documents: readonly Document.Parsed[];
}

function read<Content>(
  text: string,
  dialect: YamlDialect,
  parse: (text: string, options: ParseOptions & DocumentOptions & SchemaOptions) => Parsed<Content>,
): YamlReading<Content> {
  const lines = new LineCounter();
  const isLong = text.length > longestText;
  const { content, documents } = parse(isLong ? "" : text, {
    ...dialect,
    lineCounter: lines,
    logLevel: "error",
    prettyErrors: false,
    uniqueKeys: false,
  });
  const message = `the text has more than ${longestText / 1_000_000} million characters`;
  if (isLong) return { content, lines, problems: [{ message, code: "TOO_LONG", line: 1, column: 1 }] };
  const problems = documents.flatMap((document) => {
    const errors = document.errors.map(({ message: error, code, pos }) => ({ message: error, code, at: pos[0] }));
    return errors.length > 0 ? errors : checkNodes(document, dialect.uniqueKeys ?? true);
  });
  return { content, lines, problems: problems.map((problem) => place(problem, lines)) };
}

/** The value of a document without a problem, or the problem that only unfolding its anchors and merge keys shows. */
export function yamlValue(document: Document.Parsed): { readonly value: unknown } | { readonly problem: YamlProblem } {
  try {
    return { value: document.toJS({ maxAliasCount: mostAliases }) };
  } catch (error) {
    const start = { line: 1, column: 1 };
    if (error instanceof ReferenceError)
      return { problem: { message: `the anchors unfold to more than ${mostAliases} values`, code: "TOO_MANY_ALIASES", ...start } };
    // The parser throws plain errors for merge keys, and other ones for what is nested too deeply.
    return { problem: { message: error instanceof Error ? error.message : String(error), code: "BAD_VALUE", ...start } };
  }
}

/** The value of a text with one document, or its first problem. Never throws. */
export function readYaml(text: string, dialect: YamlDialect = {}): { readonly value: unknown } | { readonly problem: YamlProblem } {
  const { content, problems } = readYamlDocument(text, dialect);
  const [problem] = problems;
  return problem === undefined ? yamlValue(content) : { problem };
}

interface PlacedProblem extends Pick<YamlProblem, "message" | "code"> {
  readonly at: number;
}

function place({ message, code, at }: PlacedProblem, lines: LineCounter): YamlProblem {
  const { line, col } = lines.linePos(at);
  return { message, code, line: Math.max(line, 1), column: Math.max(col, 1) };
}

function checkNodes(document: Document.Parsed, uniqueKeys: boolean): PlacedProblem[] {
  const problems: PlacedProblem[] = [];
  const anchors = new Map<string, Node>();
  let aliases = 0;
  visit(document, (_, node, path) => {
    if (isAlias(node)) {
      aliases += 1;
      problems.push(...checkAlias(node.source, anchors.get(node.source), path).map((problem) => ({ ...problem, at: startOf(node) })));
    } else if ((isScalar(node) || isCollection(node)) && node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isPair(node) && isCollection(node.key)) problems.push({ message: "a key is not a text", code: "KEY", at: startOf(node.key) });
    if (isMap(node) && uniqueKeys) problems.push(...findEqualKeys(node.items));
  });
  if (aliases > mostAliases) problems.push({ message: `anchors are used more than ${mostAliases} times`, code: "TOO_MANY_ALIASES", at: 0 });
  return problems;
}

function checkAlias(name: string, target: Node | undefined, path: readonly unknown[]): Omit<PlacedProblem, "at">[] {
  if (target === undefined) return [{ message: `the anchor of "*${name}" was not found`, code: "UNKNOWN_ANCHOR" }];
  return path.includes(target) ? [{ message: `the anchor "&${name}" contains itself`, code: "BAD_ALIAS" }] : [];
}

function findEqualKeys(items: readonly Pair[]): PlacedProblem[] {
  const seen = new Set<unknown>();
  return items.flatMap(({ key }) => {
    if (!isScalar(key)) return [];
    const isNew = !seen.has(key.value) || typeof key.value === "symbol";
    seen.add(key.value);
    return isNew ? [] : [{ message: "Map keys must be unique", code: "DUPLICATE_KEY", at: startOf(key) }];
  });
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

import { LineCounter, parseDocument, stringify, visit, type Document } from "yaml";
import { UserError, type Issue } from "./user-error.ts";

/**
 * How often the anchors of a text may be used, those inside of other anchors multiplied. People use one a few hundred times; a text that
 * unfolds to gigabytes needs only a few lines.
 */
const mostAliases = 10_000;

/** Parses YAML that the user wrote, with its comments. Throws one `UserError` with the file, line and column of every mistake. */
export function parseYamlDocument(text: string, source: string): Document.Parsed {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { prettyErrors: true, lineCounter });
  if (document.errors.length > 0)
    throw new UserError(document.errors.map(({ message }) => ({ message: `${source}: ${message.trimEnd()}`, hint: "fix the YAML" })));
  const unknown: Issue[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (alias.resolve(document) !== undefined) return;
      const { line, col } = lineCounter.linePos(alias.range?.[0] ?? 0);
      const message = `${source}: the anchor of "*${alias.source}" was not found at line ${line}, column ${col}`;
      unknown.push({ message, hint: `write &${alias.source} in front of a value above it` });
    },
  });
  if (unknown.length > 0) throw new UserError(unknown);
  return document;
}

/** The value of YAML that the user wrote. Throws as {@link parseYamlDocument} does. */
export function parseYaml(text: string, source: string): unknown {
  const document = parseYamlDocument(text, source);
  try {
    return document.toJS({ maxAliasCount: mostAliases });
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause;
    const hint = "use fewer anchors inside of other anchors";
    throw new UserError({ message: `${source}: the anchors unfold to more than ${mostAliases} values`, hint }, { cause });
  }
}

/** Unquoted for every YAML parser: words and paths without any of YAML's signs, and versions of three numbers. */
const plainText = /^(?:[A-Za-z][\w./-]*|\d+\.\d+\.\d+[\w.+-]*)$/u;
const reservedWord = /^(?:y|n|yes|no|on|off|true|false|null)$/iu;

const options = { aliasDuplicateObjects: false, compat: "yaml-1.1", lineWidth: 0 } as const;

/**
 * Renders a value as the YAML text that every generated file uses: two spaces, multi-line strings as blocks, no anchors,
 * no folding, one newline at the end. Strings that YAML 1.1, which helm reads, would take for another type are quoted.
 */
export function renderYaml(value: unknown): string {
  const text = stringify(value, options);
  // A last block that keeps its empty lines would include the empty lines of the text behind it.
  return text.endsWith("\n\n") ? stringify(value, { ...options, blockQuote: false }) : text;
}

/** Renders a string, number or boolean on one line, quoted where it must be. */
export function renderYamlScalar(value: boolean | number | string): string {
  if (typeof value === "string" && plainText.test(value) && !reservedWord.test(value)) return value;
  return stringify(value, { ...options, blockQuote: false }).trimEnd();
}

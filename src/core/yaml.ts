import { Document, stringify, visit } from "yaml";
import { readYamlDocument, yamlValue, type YamlProblem } from "./read-yaml.ts";
import { UserError, type Issue } from "./user-error.ts";

/** Parses YAML that the user wrote, with its comments. Throws one `UserError` with the file, line and column of every mistake. */
export function parseYamlDocument(text: string, source: string): Document.Parsed {
  const { content, problems } = readYamlDocument(text);
  if (problems.length > 0) throw new UserError(problems.slice(0, mostProblems).map((problem) => toYamlIssue(problem, source)));
  return content;
}

/** The value of YAML that the user wrote. Throws as {@link parseYamlDocument} does. */
export function parseYaml(text: string, source: string): unknown {
  const read = yamlValue(parseYamlDocument(text, source));
  if ("value" in read) return read.value;
  throw new UserError({
    message: `${source}: ${read.problem.message}`,
    hint: "fix the YAML: use fewer anchors inside of other anchors, and merge keys for maps only",
  });
}

/** Behind a first mistake, a parser finds many that are none. */
const mostProblems = 5;

/** A mistake with its place, and what to do. */
export function toYamlIssue({ message, code, line, column }: YamlProblem, source: string): Issue {
  const anchor = code === "UNKNOWN_ANCHOR" ? /"\*(.*)"/u.exec(message)?.[1] : undefined;
  const hint = anchor === undefined ? "fix the YAML" : `write &${anchor} in front of a value above it`;
  return { message: `${source}: ${message} at line ${line}, column ${column}`, hint };
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
  if (unsafe.test(text)) return renderEscaped(value);
  // A last block that keeps its empty lines would include the empty lines of the text behind it.
  return text.endsWith("\n\n") ? stringify(value, { ...options, blockQuote: false }) : text;
}

/** Characters that helm's parser takes for line breaks, drops, or refuses. */
const unsafe = /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\ufeff\ufffe\uffff]/u;

function renderEscaped(value: unknown): string {
  const document = new Document(value, options);
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === "string" && unsafe.test(node.value)) node.type = "QUOTE_DOUBLE";
    },
  });
  const text = document.toString({ ...options, blockQuote: false });
  return text.replaceAll(new RegExp(unsafe.source, "gu"), (character) => escapeCharacter(character));
}

function escapeCharacter(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Renders a string, number or boolean on one line, quoted where it must be. */
export function renderYamlScalar(value: boolean | number | string): string {
  if (typeof value === "string" && plainText.test(value) && !reservedWord.test(value)) return value;
  const text = stringify(value, { ...options, blockQuote: false }).trimEnd();
  return unsafe.test(text) ? renderEscaped(value).trimEnd() : text;
}

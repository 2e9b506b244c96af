import type { NotUnderstood } from "../reading/not-understood.ts";
import { allowedFunctions, allowedKeywords, indentingFunctions } from "./allowed-functions.ts";
import { markOf } from "./field-templates.ts";
import { goString, parseGoString } from "./go-string.ts";
import { parseTemplateText, type Action, type Token } from "./template-tokens.ts";

/** What a template may use besides the values of its environment. */
export interface TemplateScope {
  /** The text of a file that `readFile` names, at the same commit; undefined if it does not exist or lies outside of the repository. */
  readFile(path: string): string | undefined;
  /** Variables of the config, by name. */
  readonly variables: ReadonlyMap<string, string>;
}

/** A template that reads nothing but values: texts are in place of files and variables. */
export interface ScannedTemplate {
  readonly text: string;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface Scan {
  readonly text: string;
  readonly scope: TemplateScope;
  readonly edits: Edit[];
  /** Whether a template prints what this one yields. Otherwise it may decide by it. */
  readonly isPrinted: boolean;
  readonly depth: number;
}

const longest = 1_000_000;

/** Looks at all actions of a template, and puts files in place. What is not on the list of allowed functions is not understood. */
export function scanTemplate(text: string, scope: TemplateScope): ScannedTemplate | NotUnderstood {
  const scanned = scan({ text, scope, edits: [], isPrinted: true, depth: 0 });
  return typeof scanned === "string" ? { text: scanned } : scanned;
}

function scan(state: Scan): string | NotUnderstood {
  if (state.text.length > longest) return { line: 1, reason: "the template is longer than a million characters" };
  const template = parseTemplateText(state.text);
  if ("reason" in template) return template;
  // A helper in the folder would take its place.
  if (template.isEmpty) return { line: 1, reason: "a template without text takes that of a helper" };
  for (const action of template.actions) {
    const problem = scanAction(action, state);
    if (problem !== undefined) return { line: action.line, reason: problem };
  }
  let result = "";
  let position = 0;
  for (const { start, end, text } of state.edits.toSorted((a, b) => a.start - b.start)) {
    result += state.text.slice(position, start) + text;
    position = end;
  }
  return result + state.text.slice(position);
}

function scanAction({ tokens }: Action, state: Scan): string | undefined {
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== "name" || allowedFunctions.has(token.text) || allowedKeywords.has(token.text)) continue;
    const problem = scanName({ tokens, index, name: token.text }, state);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

interface Use {
  readonly tokens: readonly Token[];
  readonly index: number;
  readonly name: string;
}

function scanName(use: Use, state: Scan): string | undefined {
  const { tokens, index, name } = use;
  if (name === "env" || name === "requiredEnv") return scanVariable(use, state);
  if (name === "readFile") return scanFile(use, state);
  if (name === "tpl") return scanText(use, state);
  if (indentingFunctions.has(name)) {
    const count = tokens[index + 1];
    return count?.kind === "number" && /^\d{1,2}$/u.test(count.text) ? undefined : `"${name}" takes a number below 100 that is written out`;
  }
  return `desalt does not know what "${name}" yields`;
}

/** A variable that the config sets is known; another one may be printed, so that its mark comes back whole. */
function scanVariable({ tokens, index, name }: Use, { scope, edits, isPrinted }: Scan): string | undefined {
  const variable = onlyArgument(tokens, index);
  if (variable === undefined) return `"${name}" takes a name that is written out`;
  const value = scope.variables.get(variable);
  const rest = tokens.slice(index + 2).map(({ text }) => text);
  const isWhole = index === 0 && (rest.length === 0 || (rest[0] === "|" && rest.length === 2 && /^s?quote$/u.test(rest[1] ?? "")));
  if (value === undefined && (!isPrinted || !isWhole || !/^\w+$/u.test(variable))) {
    return `the result depends on the variable "${variable}", and "variables" of the config does not set it`;
  }
  if (value === "" && name === "requiredEnv")
    return `the variable "${variable}" is required, and "variables" of the config leaves it empty`;
  // Written into the template, so that no variable of helmfile's own can be set by its name.
  edits.push({ start: tokens[index]?.start ?? 0, end: tokens[index + 1]?.end ?? 0, text: goString(value ?? markOf(variable)) });
  return undefined;
}

function scanFile({ tokens, index }: Use, state: Scan): string | undefined {
  const path = onlyArgument(tokens, index);
  if (path === undefined) return `"readFile" takes a path that is written out`;
  const text = state.scope.readFile(path);
  if (text === undefined) return `the file "${path}" does not exist in the repository`;
  const [start, end] = [tokens[index]?.start ?? 0, tokens[index + 1]?.end ?? 0];
  // Another edit has it where `tpl` renders it.
  if (!state.edits.some((edit) => edit.start <= start && end <= edit.end)) state.edits.push({ start, end, text: literal(text) });
  return undefined;
}

/** `tpl` renders a text that is written out, or that of a file. */
function scanText({ tokens, index }: Use, state: Scan): string | undefined {
  const [first, second, third, fourth] = tokens.slice(index + 1, index + 5);
  const isFile = first?.text === "(" && second?.text === "readFile" && third?.kind === "string" && fourth?.text === ")";
  const written = parseGoString((isFile ? third : first)?.text ?? "");
  const text = isFile && written !== undefined ? state.scope.readFile(written) : written;
  if (text === undefined || state.depth > 3) return `"tpl" takes a text or a file that is written out`;
  const inner = scan({ ...state, text, edits: [], isPrinted: false, depth: state.depth + 1 });
  if (typeof inner !== "string") return `in the text of "tpl", line ${inner.line}: ${inner.reason}`;
  const end = (isFile ? fourth : first)?.end ?? 0;
  state.edits.push({ start: first?.start ?? 0, end, text: literal(inner) });
  return undefined;
}

/** The text behind a function, if that is all it gets. */
function onlyArgument(tokens: readonly Token[], index: number): string | undefined {
  const [argument, next] = tokens.slice(index + 1, index + 3);
  if (argument?.kind !== "string" || (next !== undefined && next.text !== "|" && next.text !== ")")) return undefined;
  return parseGoString(argument.text);
}

/** An expression for a text. In base64, because a quoted text would end up in error messages. */
function literal(text: string): string {
  return `(${goString(Buffer.from(text, "utf8").toString("base64"))} | b64dec)`;
}

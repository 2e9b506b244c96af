import type { NotUnderstood } from "../reading/not-understood.ts";

/** A token of a template action, as Go's text/template cuts it. */
export interface Token {
  readonly kind: "name" | "field" | "variable" | "string" | "number" | "mark";
  readonly text: string;
  /** Offsets in the template's text. */
  readonly start: number;
  readonly end: number;
}

/** One `{{ … }}` that is not a comment. */
export interface Action {
  readonly tokens: readonly Token[];
  /** The first line of the template is 1. */
  readonly line: number;
}

/** The actions of a template, and whether anything else than space and comments is in it. */
export interface TemplateText {
  readonly actions: readonly Action[];
  readonly isEmpty: boolean;
}

const space = /[ \t\r\n]/u;
const tokenKinds: readonly (readonly [Token["kind"], RegExp])[] = [
  ["string", /"(?:\\[^\n]|[^"\\\n])*"|`[^`]*`/uy],
  ["number", /'(?:\\[^\n]|[^'\\\n])*'|[+-]?\.?\d[\w.]*/uy],
  ["variable", /\$\w*/uy],
  ["field", /\.[A-Za-z_]\w*/uy],
  ["name", /[A-Za-z_]\w*/uy],
  ["mark", /:=|[=|,().]/uy],
];

/**
 * Cuts a template into actions, with the rules of Go's lexer. A text that it may cut otherwise is not understood: helmfile would refuse
 * it, or read an action where there is none here.
 */
export function parseTemplateText(text: string): TemplateText | NotUnderstood {
  const actions: Action[] = [];
  let isEmpty = true;
  let position = 0;
  for (;;) {
    const start = text.indexOf("{{", position);
    if (text.slice(position, start === -1 ? text.length : start).trim() !== "") isEmpty = false;
    if (start === -1) return { actions, isEmpty };
    const line = text.slice(0, start).split("\n").length;
    const hasMarker = text[start + 2] === "-" && space.test(text[start + 3] ?? "");
    const inside = start + (hasMarker ? 4 : 2);
    if (text.startsWith("/*", inside)) {
      const close = text.indexOf("*/", inside + 2);
      const end = close === -1 ? undefined : endAt(text, close + 2);
      if (end === undefined) return { line, reason: "a comment in a template has no end" };
      position = end;
      continue;
    }
    const action = readAction(text, inside);
    if (typeof action === "string") return { line, reason: action };
    actions.push({ tokens: action.tokens, line });
    isEmpty = false;
    position = action.end;
  }
}

function readAction(text: string, start: number): { readonly tokens: readonly Token[]; readonly end: number } | string {
  const tokens: Token[] = [];
  let position = start;
  for (;;) {
    const end = endAt(text, position);
    if (end !== undefined) return { tokens, end };
    if (space.test(text[position] ?? "")) {
      position += 1;
      continue;
    }
    const token = readToken(text, position);
    if (token === undefined) return "desalt cannot read a template action";
    tokens.push(token);
    position = token.end;
  }
}

function readToken(text: string, start: number): Token | undefined {
  for (const [kind, pattern] of tokenKinds) {
    pattern.lastIndex = start;
    const [found] = pattern.exec(text) ?? [];
    if (found !== undefined) return { kind, text: found, start, end: start + found.length };
  }
  return undefined;
}

/** Where an action that ends at a position is over, with or without a trim marker. */
function endAt(text: string, position: number): number | undefined {
  if (text.startsWith("}}", position)) return position + 2;
  return space.test(text[position] ?? "") && text.startsWith("-}}", position + 1) ? position + 4 : undefined;
}

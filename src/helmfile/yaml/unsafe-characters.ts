import type { NotUnderstood } from "../reading/not-understood.ts";

/** Everything that helmfile's YAML parser refuses, or takes for the end of a line where the parser here does not. */
const unsafe = /[^\t\n\r -~\u00A0-\u2027\u202A-\uD7FF\uE000-\uFEFE\uFF00-\uFFFC\u{10000}-\u{10FFFF}]|\r(?!\n)/u;

/**
 * Finds a character that two YAML parsers may treat differently: NEL, U+2028, U+2029, a carriage return alone, a byte order mark anywhere
 * but at the start, control characters, and bytes that are not UTF-8.
 */
export function findUnsafeCharacter(text: string): NotUnderstood | undefined {
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  const match = unsafe.exec(start === 0 ? text : text.slice(start));
  if (match === null) return undefined;
  const line = text.slice(0, match.index + start).split("\n").length;
  return { line, reason: `the character ${nameOf(match[0])} is not read in one way by all YAML parsers` };
}

function nameOf(character: string): string {
  if (character === "\r") return "carriage return without a line feed";
  if (character === "\uFFFD") return "U+FFFD, which stands for bytes that are not UTF-8,";
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

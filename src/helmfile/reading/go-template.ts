/** One `{{ … }}`. Strings and comments inside may contain braces. Without an end it is not an action. */
const action = /\{\{(?:\\[\s\S]|`[^`]*`|"(?:[^"\\\n]|\\.)*"|\/\*[\s\S]*?\*\/|(?!\}\})(?!\/\*)[^\\`"])*?\}\}/gu;

/** A character of the Unicode private use area. Helmfiles do not contain it, and YAML reads it as a letter. */
const placeholder = "\uE000";
const placeholders = /\uE000+/gu;

/** A text with its template actions hidden from a YAML parser. All offsets stay the same. */
export interface MaskedText {
  readonly text: string;
  readonly original: string;
  readonly hasTemplates: boolean;
}

/**
 * Hides template actions: a line of nothing but actions becomes blank, an action among other text a word of the same length.
 * So most helmfiles that are templates around YAML can be read without running them.
 */
export function maskTemplates(original: string): MaskedText {
  if (!original.includes("{{")) return { text: original, original, hasTemplates: false };
  const masked = original.replace(action, (match) => placeholder.repeat(match.length));
  const text = masked.replace(/^(?=[ \t]*\uE000)[ \t\uE000]*(?:#.*)?$/gmu, (line) => " ".repeat(line.length));
  return { text: restoreLineBreaks(text, original), original, hasTemplates: masked !== original };
}

/** An action over many lines was masked together with its line breaks; blank lines need them back, words must not have them. */
function restoreLineBreaks(text: string, original: string): string {
  if (!original.includes("\n")) return text;
  return text.replace(/ +/gu, (spaces, offset: number) => {
    const source = original.slice(offset, offset + spaces.length);
    return source.includes("\n") ? source.replace(/[^\n]/gu, " ") : spaces;
  });
}

/** Puts the actions back into a value that was read from a range of the masked text. */
export function unmask(value: string, masked: MaskedText, range: readonly [number, number]): string {
  if (!value.includes(placeholder)) return value;
  const [start, end] = range;
  const words = [...masked.text.slice(start, end).matchAll(placeholders)].map((match) =>
    masked.original.slice(start + match.index, start + match.index + match[0].length),
  );
  let next = 0;
  return value.replace(placeholders, (word) => words[next++] ?? word);
}

/** Whether a text holds a template action. */
export function isTemplated(text: string): boolean {
  return text.includes("{{");
}

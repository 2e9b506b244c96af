/** A text of other people on one line of a terminal: characters that would move the cursor, or turn the text around, are marked. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\u{FFFD}");
}

/** A word of a command line, to copy into a shell. */
export function shellWord(text: string): string {
  return /^[\w.@+:/-]+$/u.test(text) ? text : `'${printable(text).replaceAll("'", String.raw`'\''`)}'`;
}

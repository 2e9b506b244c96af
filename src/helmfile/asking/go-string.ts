/** A text as a string of Go, on one line. */
export function goString(text: string): string {
  return JSON.stringify(text);
}

/** The value of a string of Go. Undefined for escapes that JSON does not have. */
export function parseGoString(source: string): string | undefined {
  // Go drops carriage returns from raw strings.
  if (source.startsWith("`")) return source.slice(1, -1).replaceAll("\r", "");
  if (!source.startsWith('"') || /\\[^nrt"\\]/u.test(source.replaceAll(/\\\\/gu, ""))) return undefined;
  // JSON has no tabs in a string, and Go has.
  const value: unknown = JSON.parse(source.replaceAll("\t", String.raw`\t`));
  return typeof value === "string" ? value : undefined;
}

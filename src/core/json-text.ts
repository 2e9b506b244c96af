import stringify from "json-stringify-pretty-compact";

/** Renders a value as the JSON text that every generated file uses: two spaces, short lists on one line, one newline at the end. */
export function renderJson(value: unknown): string {
  return `${stringify(value, { maxLength: 100 })}\n`;
}

import stringify from "json-stringify-pretty-compact";

/** Renders a value as the JSON text that every generated file uses: two spaces, short lists on one line, one newline at the end. */
export function renderJson(value: unknown): string {
  return `${stringify(value, { maxLength: 100 })}\n`;
}

/** The value of a JSON text; undefined if it is not valid. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

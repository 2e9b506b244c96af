/** Renders a value as the JSON text that every generated file uses: two spaces, one newline at the end. */
export function renderJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

import stringify from "json-stringify-pretty-compact";
import { isRecord } from "./json-value.ts";

/** Renders a value as the JSON text that every generated file uses: two spaces, short lists on one line, one newline at the end. */
export function renderJson(value: unknown): string {
  return `${stringify(value, { maxLength: 100 })}\n`;
}

/** Lists and maps inside of each other. No JSON that desalt reads has a tenth of it, and functions that follow much more end with a full stack. */
const deepest = 500;

/** The value of a JSON text from anywhere; undefined if it is not valid. Never throws. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isDeep(value) ? undefined : value;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Level by level, because a function that calls itself for each would be stopped by what it looks for. */
function isDeep(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > deepest) return true;
    level = level.flatMap((item): readonly unknown[] => (isRecord(item) ? Object.values(item) : Array.isArray(item) ? item : []));
  }
  return false;
}

import { isRecord } from "./json-value.ts";

/** One text for all ways to write the same value. */
export function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_, inner: unknown) =>
    isRecord(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) : inner,
  );
}

/** Returns a text unchanged, anything else as JSON. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : canonical(value);
}

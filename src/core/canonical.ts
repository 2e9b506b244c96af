import { isRecord } from "./json-value.ts";

/** One text for all ways to write the same value. */
export function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_, inner: unknown) => {
    // JSON has no way to tell a large integer from a text of digits.
    if (typeof inner === "bigint") return { integer: String(inner) };
    return isRecord(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) : inner;
  });
}

/** Returns a text unchanged, anything else as JSON. */
export function textOf(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  return typeof value === "string" ? value : canonical(value);
}

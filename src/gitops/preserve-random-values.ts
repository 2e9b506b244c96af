import { isRecord } from "../core/json-value.ts";

/**
 * Returns the object with the committed values at its volatile pointers. So a password that is random at
 * every render does not change when other parts of the object do.
 */
export function keepVolatileValues(
  value: Readonly<Record<string, unknown>>,
  committed: unknown,
  pointers: readonly string[],
): Readonly<Record<string, unknown>> {
  let result: unknown = value;
  for (const pointer of pointers) {
    const path = pointer.split("/").slice(1).map(unescapeToken);
    const found = valueAt(committed, path);
    if (found !== undefined && isSameKind(found.value, valueAt(result, path)?.value)) result = replaceAt(result, path, found.value);
  }
  return isRecord(result) ? result : value;
}

/** Whether two values have the same type. A value of another type is not a random value of the same chart. */
function isSameKind(a: unknown, b: unknown): boolean {
  return typeof a === typeof b && Array.isArray(a) === Array.isArray(b);
}

function valueAt(root: unknown, path: readonly string[]): { readonly value: unknown } | undefined {
  let value = root;
  for (const key of path) {
    if (Array.isArray(value) && Number(key) < value.length) value = value[Number(key)];
    else if (isRecord(value) && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return { value };
}

function replaceAt(root: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(root)) return root.with(Number(key), replaceAt(root[Number(key)], rest, value));
  return isRecord(root) ? { ...root, [key]: replaceAt(root[key], rest, value) } : root;
}

function unescapeToken(token: string): string {
  return token.replaceAll("~1", "/").replaceAll("~0", "~");
}

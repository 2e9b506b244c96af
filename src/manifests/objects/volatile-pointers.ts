import { isRecord } from "../../core/json-value.ts";
import { escapeToken } from "../../core/pointer.ts";

/** JSON pointers (RFC 6901) of the values that differ between two renders of the same object. */
export function findVolatilePointers(first: unknown, second: unknown): string[] {
  const pointers: string[] = [];
  compareAt("", first, second);
  return pointers;

  function compareAt(pointer: string, a: unknown, b: unknown): void {
    if (Object.is(a, b)) return;
    if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
      a.forEach((item, index) => compareAt(`${pointer}/${index}`, item, b[index]));
    } else if (isRecord(a) && isRecord(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) compareAt(`${pointer}/${escapeToken(key)}`, a[key], b[key]);
    } else pointers.push(pointer);
  }
}

import { isRecord } from "../../core/json-value.ts";
import { parsePointer } from "../../core/pointer.ts";

/** Fields whose values differ at every render. */
export interface VolatileFields {
  readonly has: (parent: object, key: string) => boolean;
}

/** Resolves JSON pointers (RFC 6901) of the base and of the head. */
export function findVolatile(sides: readonly { readonly value: unknown; readonly pointers: readonly string[] }[]): VolatileFields {
  const fields = new Map<unknown, Set<string>>();
  for (const { value, pointers } of sides) {
    for (const pointer of pointers) {
      const keys = parsePointer(pointer);
      const last = keys.pop();
      const parent = keys.reduce(step, value);
      if (last === undefined || !isRecord(parent)) continue;
      fields.set(parent, (fields.get(parent) ?? new Set()).add(last));
    }
  }
  return { has: (parent, key) => fields.get(parent)?.has(key) === true };
}

function step(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[Number(key)];
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

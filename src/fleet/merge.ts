import { isRecord } from "../core/json-value.ts";
import type { JsonValue, Values } from "./fleet.ts";
import type { RenovateOptions } from "./renovate-options.generated.ts";

/**
 * Merges a layer of Helm values over earlier ones: maps merge, everything else replaces. A `null` replaces as well and
 * stays, because Helm deletes a chart's default by it. Shares unchanged values with its arguments.
 */
export function mergeValues(base: Values, layer: Values): Values {
  const merged: { [key: string]: JsonValue } = { ...base };
  for (const [key, value] of Object.entries(layer)) {
    const before = merged[key];
    merged[key] = isMap(before) && isMap(value) ? mergeValues(before, value) : value;
  }
  return merged;
}

/** Merges a layer of settings: maps merge, lists and scalars replace, `null` deletes. */
export function mergeSettings(base: Values, layer: Partial<Values>): Values {
  const merged: { [key: string]: JsonValue } = { ...base };
  for (const [key, value] of Object.entries(layer)) {
    const before = merged[key];
    if (value === null || value === undefined) delete merged[key];
    else merged[key] = isMap(value) ? mergeSettings(isMap(before) ? before : {}, value) : value;
  }
  return merged;
}

/** Merges flat maps such as labels: `null` for a key deletes it, `null` for the whole deletes all. */
export function mergeFlat<V>(layers: readonly ({ readonly [key: string]: V | null } | null | undefined)[]): { [key: string]: V } {
  const merged: { [key: string]: V } = {};
  for (const layer of layersAfterNull(layers)) {
    for (const [key, value] of Object.entries(layer)) {
      if (value === null) delete merged[key];
      else merged[key] = value;
    }
  }
  return merged;
}

/** Merges layers of options whose keys are known: a later key replaces, `null` for the whole deletes all. */
export function mergeOptions<T extends object>(layers: readonly (T | null | undefined)[]): Partial<T> {
  let merged: Partial<T> = {};
  for (const layer of layersAfterNull(layers)) merged = { ...merged, ...layer };
  return merged;
}

/** Merges Renovate's options: scalars and lists replace, maps merge, `packageRules` and `hostRules` append. */
export function mergeRenovate(layers: readonly (RenovateOptions | null | undefined)[]): RenovateOptions | undefined {
  const left = layersAfterNull(layers);
  const [first] = left;
  if (left.length < 2) return first;
  return left.reduce(mergeTwoRenovate);
}

function mergeTwoRenovate(base: RenovateOptions, layer: RenovateOptions): RenovateOptions {
  const merged = { ...base, ...layer };
  const before = new Map<string, unknown>(Object.entries(base));
  for (const [key, value] of Object.entries(layer)) {
    const old = before.get(key);
    if (isRecord(old) && isRecord(value)) Object.assign(merged, { [key]: { ...old, ...value } });
    if (Array.isArray(old) && Array.isArray(value) && isRuleList(key)) Object.assign(merged, { [key]: [...old, ...value] });
  }
  return merged;
}

function isRuleList(key: string): boolean {
  return key === "packageRules" || key === "hostRules";
}

/** The effective layers: those after the last `null`, which deletes earlier ones. */
export function layersAfterNull<T>(layers: readonly (T | null | undefined)[]): T[] {
  return layers.slice(layers.lastIndexOf(null) + 1).filter((layer) => layer !== undefined && layer !== null);
}

/** Whether a value is a map, neither a list nor null. */
export function isMap(value: JsonValue | undefined): value is Values {
  return isRecord(value);
}

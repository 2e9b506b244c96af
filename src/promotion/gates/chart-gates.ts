import type { AllowedVersion, Gate, HeldVersion, SoakingVersion } from "./gate.ts";
import { compareVersions, versionKey } from "../history/version.ts";

/**
 * Merges the gates of a release that its upstream has under other names only, one gate for each of these names. A version
 * opens when it has soaked under one name and is held under none.
 */
export function mergeGates([first, ...others]: readonly [Gate, ...Gate[]]): Gate {
  if (others.length === 0) return first;
  const gates = [first, ...others];
  const held = new Map<string, HeldVersion>();
  const allowed = new Map<string, AllowedVersion>();
  const soaking = new Map<string, SoakingVersion>();
  for (const item of gates.flatMap((gate) => gate.held)) setOnce(held, item);
  for (const item of gates.flatMap((gate) => gate.allowed)) {
    const key = versionKey(item.version);
    if (!held.has(key)) setOnce(allowed, item);
  }
  for (const item of gates.flatMap((gate) => gate.soaking).toSorted((a, b) => Date.parse(a.opensAt) - Date.parse(b.opensAt))) {
    const key = versionKey(item.version);
    if (!held.has(key) && !allowed.has(key)) setOnce(soaking, item);
  }
  return { ...first, allowed: sort(allowed), soaking: sort(soaking), held: [...held.values()] };
}

function setOnce<Item extends { readonly version: string }>(items: Map<string, Item>, item: Item): void {
  const key = versionKey(item.version);
  if (!items.has(key)) items.set(key, item);
}

function sort<Item extends { readonly version: string }>(items: ReadonlyMap<string, Item>): readonly Item[] {
  return [...items.values()].toSorted((a, b) => compareVersions(a.version, b.version));
}

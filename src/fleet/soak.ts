import { parseDuration } from "../core/duration.ts";
import { layersAfterNull } from "./merge.ts";
import type { SoakOptions } from "./options.generated.ts";
import type { Soak } from "./resolved.ts";

const week = parseDuration("7 days") ?? Number.NaN;

/** The default soak time: 7 days for every kind of update. */
export const defaultSoak: Soak = { patch: week, minor: week, major: week };

/** Merges soak times over their defaults. */
export function resolveSoak(base: Soak, declared: SoakOptions | undefined): Soak {
  if (declared === undefined || declared === null) return base;
  if (typeof declared === "string") {
    const time = milliseconds(declared);
    return { patch: time, minor: time, major: time };
  }
  const { patch, minor, major } = declared;
  return {
    patch: patch === undefined ? base.patch : milliseconds(patch),
    minor: minor === undefined ? base.minor : milliseconds(minor),
    major: major === undefined ? base.major : milliseconds(major),
  };
}

/** Soak times of releases by name, merged over the environment's. Undefined if none is declared. */
export function resolveSoaks(
  base: Soak,
  declared: { readonly [release: string]: SoakOptions } | null | undefined,
): ReadonlyMap<string, Soak> | undefined {
  const entries = Object.entries(declared ?? {});
  return entries.length === 0 ? undefined : new Map(entries.map(([name, soak]) => [name, resolveSoak(base, soak)]));
}

/** Merges layers of soak times: kinds of update replace one by one, a duration replaces all, `null` deletes. */
export function mergeSoak(layers: readonly (SoakOptions | undefined)[]): SoakOptions {
  let merged: SoakOptions = null;
  for (const layer of layersAfterNull(layers)) merged = typeof layer === "string" ? layer : { ...eachKind(merged), ...layer };
  return merged;
}

function eachKind(soak: SoakOptions): Exclude<SoakOptions, string | null> {
  return typeof soak === "string" ? { patch: soak, minor: soak, major: soak } : (soak ?? {});
}

function milliseconds(text: string): number {
  const parsed = parseDuration(text);
  // The schema accepted it, so this is a bug in desalt.
  if (parsed === undefined) throw new TypeError(`"${text}" is not a valid duration`);
  return parsed;
}

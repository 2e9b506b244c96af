import type { Choices } from "./choices.ts";

/** The files of a random repository, whose helmfile is prd/helmfile.yaml. */
export interface RandomFiles {
  readonly files: ReadonlyMap<string, string>;
  readonly environment: string;
}

export type Feature =
  | "bases"
  | "nested"
  | "conditions"
  | "lock"
  | "folders"
  | "defaults"
  | "parts"
  | "repositories"
  | "environments"
  | "inherit"
  | "installed";

export interface Level {
  /** 0 for the helmfile itself, 1 for those that it names. */
  readonly level: number;
  /** In front of the names of releases. */
  readonly prefix: string;
}

export interface World extends Choices {
  readonly files: Map<string, string>;
  /** What this repository tries. */
  readonly features: ReadonlySet<Feature>;
}

export const folder = "prd";

/** Options of a feature that this repository tries, and otherwise the first one. */
export function tried<T>(world: World, feature: Feature, options: readonly [T, ...T[]]): T {
  return world.features.has(feature) ? world.any(options) : options[0];
}

/** Text of a feature that this repository tries, two times out of three. */
export function maybe(world: World, feature: Feature, make: (world: World) => string): string {
  return world.features.has(feature) && world.below(3) > 0 ? make(world) : "";
}

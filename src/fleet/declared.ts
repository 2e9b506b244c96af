import type { EnvironmentOverride, Fleet, Release, Settings } from "./fleet.ts";
import { renderLocation, type ConfigLocation } from "../core/config-location.ts";
import { listHandWritten } from "./helmfile-paths.ts";

/** A fleet as a config file declares it, checked against the schema; names are not checked yet. */
export interface DeclaredFleet extends Omit<Fleet<string, string, Settings>, "releases" | "include"> {
  /** The config file's name, for messages. */
  readonly source: string;
  /** The fleet's own releases first, then those of `include`. */
  readonly groups: readonly DeclaredGroup[];
}

/** Releases that are declared together. */
export interface DeclaredGroup {
  /** Where the releases are declared. */
  readonly place: ConfigLocation;
  readonly releases: { readonly [name: string]: DeclaredRelease };
}

/** A declared release. */
export interface DeclaredRelease extends Omit<Release<string, string, Settings>, "chart" | "environments"> {
  readonly chart: string;
  readonly environments?: { readonly [environment: string]: false | DeclaredOverride };
}

/** The overrides of one environment. */
export interface DeclaredOverride extends Omit<EnvironmentOverride<string, string, Settings>, "chart"> {
  readonly chart?: string;
}

/** A release with its name and its place. */
export interface NamedRelease {
  readonly name: string;
  readonly place: ConfigLocation;
  readonly release: DeclaredRelease;
}

/** Lists every release of a fleet, in the order of declaration. */
export function listReleases(fleet: DeclaredFleet): readonly NamedRelease[] {
  return fleet.groups.flatMap(({ place, releases }) =>
    Object.entries(releases).map(([name, release]) => ({
      name,
      place: { source: place.source, path: [...place.path, name] },
      release,
    })),
  );
}

/** Whether an environment has hand-written helmfiles. */
export function isHandWritten(fleet: DeclaredFleet, environment: string): boolean {
  return listHandWritten(environment, fleet.environments[environment] ?? {}, fleet.helmfiles) !== undefined;
}

/** Renders the place of an environment's option. */
export function renderEnvironmentPlace({ source }: DeclaredFleet, environment: string, ...keys: readonly string[]): string {
  return renderLocation({ source, path: ["environments", environment, ...keys] });
}

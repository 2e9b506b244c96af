import { suggestName } from "../core/suggestion.ts";
import type { Issue } from "../core/user-error.ts";
import { isHandWritten, listReleases, type DeclaredFleet, type DeclaredOverride, type NamedRelease } from "./declared.ts";
import { inheritEnvironment, listAncestry } from "./inheritance.ts";
import { locationAt, renderLocation, type ConfigLocation } from "../core/config-location.ts";
import { validateChart, validateLiteralVersion, validateValuesPath } from "./validate-chart.ts";

/** Checks releases: names, places, charts, versions, and overrides that have no effect. */
export function validateReleases(fleet: DeclaredFleet): Issue[] {
  const releases = listReleases(fleet);
  const defaultsAt: ConfigLocation = { source: fleet.source, path: ["defaults"] };
  return [
    ...validateDuplicates(releases),
    ...validateHome(fleet, releases),
    ...validateValuesPath(fleet.defaults?.values, locationAt(defaultsAt, "values")),
    ...releases.flatMap((release) => validateRelease(release, fleet)),
  ];
}

function validateDuplicates(releases: readonly NamedRelease[]): Issue[] {
  const first = new Map<string, ConfigLocation>();
  const issues: Issue[] = [];
  for (const { name, place } of releases) {
    const other = first.get(name);
    if (other === undefined) first.set(name, place);
    else
      issues.push({
        message: `release "${name}" is declared twice (${renderLocation(other)}; ${renderLocation(place)})`,
        hint: "rename or remove one",
      });
  }
  return issues;
}

function validateHome(fleet: DeclaredFleet, releases: readonly NamedRelease[]): Issue[] {
  const isAll = Object.keys(fleet.environments).every((name) => isHandWritten(fleet, name));
  const [first] = releases;
  if (!isAll || first === undefined) return [];
  const message = `releases have no effect, because every environment has a hand-written helmfile (${renderLocation(first.place)})`;
  return [{ message, hint: "add the releases to those helmfiles, or remove `helmfile` from an environment" }];
}

function validateRelease(named: NamedRelease, fleet: DeclaredFleet): Issue[] {
  const { release, place } = named;
  const repositories = Object.keys(fleet.repositories ?? {});
  return [
    ...validateChart(release, { place, repositories }),
    ...validateLiteralVersion(release, place),
    ...validateValuesPath(release.values, locationAt(place, "values")),
    ...validateOnly(named, fleet),
    ...Object.entries(release.environments ?? {}).flatMap(([environment, override]) =>
      validateOverride(named, { environment, override, fleet }),
    ),
  ];
}

function validateOnly({ release, place }: NamedRelease, fleet: DeclaredFleet): Issue[] {
  const names = Object.keys(fleet.environments);
  return (release.only ?? []).flatMap((name, index) => {
    const at = renderLocation(locationAt(place, "only", index));
    if (!names.includes(name)) return { message: `environment "${name}" is not declared (${at})`, hint: suggestName(name, names) };
    if (isHandWritten(fleet, name)) return { message: describeHandWritten(name, at), hint: "add the release to that helmfile" };
    if (release.environments?.[name] !== false) return [];
    return { message: `environment "${name}" is in "only", but "environments" removes it (${at})`, hint: "remove one of the two" };
  });
}

function validateOverride(
  { release, place }: NamedRelease,
  { environment, override, fleet }: { environment: string; override: false | DeclaredOverride; fleet: DeclaredFleet },
): Issue[] {
  const at = locationAt(place, "environments", environment);
  const names = Object.keys(fleet.environments);
  if (!names.includes(environment)) {
    return [{ message: `environment "${environment}" is not declared (${renderLocation(at)})`, hint: suggestName(environment, names) }];
  }
  const ancestry = listAncestry(fleet, environment);
  if (release.only !== undefined && !release.only.some((name) => ancestry.includes(name))) {
    const hint = override === false ? "remove this line" : `add "${environment}" to "only", or remove this override`;
    return [{ message: `this override has no effect, because "only" does not include "${environment}" (${renderLocation(at)})`, hint }];
  }
  if (override === false) return [];
  return [
    ...(isHandWritten(fleet, environment)
      ? [{ message: describeHandWritten(environment, renderLocation(at)), hint: "set it in that helmfile" }]
      : []),
    ...validateChart(override, { place: at, repositories: Object.keys(fleet.repositories ?? {}) }),
    ...validateLiteralVersion(override, at),
    ...validateValuesPath(override.values, locationAt(at, "values")),
    ...validateOverrideSoak(override, { environment, fleet, at }),
    ...validateClusters(override, { environment, fleet, at }),
  ];
}

interface OverrideContext {
  readonly environment: string;
  readonly fleet: DeclaredFleet;
  readonly at: ConfigLocation;
}

function validateOverrideSoak({ soak }: DeclaredOverride, { environment, fleet, at }: OverrideContext): Issue[] {
  if (soak === undefined || soak === null || (inheritEnvironment(fleet, environment).follows ?? null) !== null) return [];
  const hint = `remove it, or let "${environment}" follow another environment`;
  return [
    {
      message: `"soak" has no effect, because environment "${environment}" follows none (${renderLocation(locationAt(at, "soak"))})`,
      hint,
    },
  ];
}

function validateClusters({ clusters = {} }: DeclaredOverride, { environment, fleet, at }: OverrideContext): Issue[] {
  const declared = Object.keys(fleet.environments[environment]?.clusters ?? {});
  return Object.keys(clusters)
    .filter((cluster) => !declared.includes(cluster))
    .map((cluster) => ({
      message: `cluster "${cluster}" is not declared in environment "${environment}" (${renderLocation(locationAt(at, "clusters", cluster))})`,
      hint: suggestName(cluster, declared),
    }));
}

function describeHandWritten(environment: string, at: string): string {
  return `environment "${environment}" has a hand-written helmfile, to which releases do not apply (${at})`;
}

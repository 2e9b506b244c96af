import { parseDate } from "../../core/time.ts";
import { suggestName } from "../../core/suggestion.ts";
import type { Issue } from "../../core/user-error.ts";
import { locationAt, renderLocation, type ConfigLocation } from "../../fleet/index.ts";
import type { ApprovalEntry, FreezeEntry, HoldEntry, WellFormedEntries } from "./decision-check.ts";
import { compareVersions, parseVersion, versionKey } from "../history/version.ts";

/** The names that decisions may use. */
export interface KnownNames {
  readonly environments: readonly { readonly name: string; readonly follows?: string }[];
  /** By release: every version that has run anywhere. */
  readonly versions: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Checks what a schema cannot check: names, dates, the order of dates. Returns every issue. */
export function validateDecisions({ approve, hold, freeze }: WellFormedEntries, source: string, known: KnownNames): Issue[] {
  const at = (...path: (string | number)[]): ConfigLocation => ({ source, path });
  return [
    ...checkEach(approve, (entry, index) => [
      ...validateVersion(entry, at("approve", index), known),
      ...validateFollower(entry.to, at("approve", index, "to"), known),
    ]),
    ...checkEach(hold, (entry, index) => [
      ...validateVersion(entry, at("hold", index), known),
      ...validateDate(entry.until, at("hold", index, "until")),
    ]),
    ...checkEach(freeze, (entry, index) => validateFreeze(entry, at("freeze", index), known)),
  ];
}

function checkEach<Entry>(entries: readonly (Entry | undefined)[], check: (entry: Entry, index: number) => Issue[]): Issue[] {
  return entries.flatMap((entry, index) => (entry === undefined ? [] : check(entry, index)));
}

function validateVersion({ release, version }: ApprovalEntry | HoldEntry, place: ConfigLocation, known: KnownNames): Issue[] {
  const versions = known.versions.get(release);
  if (versions === undefined) {
    const hint = suggestName(release, [...known.versions.keys()].toSorted(), "releases");
    return [{ message: `release "${release}" does not run in any environment (${renderLocation(locationAt(place, "release"))})`, hint }];
  }
  const ran = [...versions].filter((other) => parseVersion(other) !== undefined);
  if (parseVersion(version) === undefined) {
    const hint = suggestName(version, ran, "versions that ran");
    return [{ message: `"${version}" is not a valid version (${renderLocation(locationAt(place, "version"))})`, hint }];
  }
  // People may decide ahead on a version newer than all that ever ran. An older unknown version is a mistake.
  const isKnown = ran.some((other) => versionKey(other) === versionKey(version));
  if (isKnown || ran.every((other) => compareVersions(version, other) > 0)) return [];
  const newest = ran.toSorted(compareVersions).toReversed();
  return [
    {
      message: `version "${version}" of "${release}" never ran in any environment (${renderLocation(locationAt(place, "version"))})`,
      hint: suggestName(version, newest, "versions that ran"),
    },
  ];
}

function validateFollower(name: string, place: ConfigLocation, { environments }: KnownNames): Issue[] {
  const environment = environments.find((candidate) => candidate.name === name);
  if (environment?.follows !== undefined) return [];
  const followers = environments.filter(({ follows }) => follows !== undefined).map((candidate) => candidate.name);
  const hint = suggestName(name, followers, "environments that follow another");
  const what = environment === undefined ? "is not declared" : "has no gate, because it follows no other";
  return [{ message: `environment "${name}" ${what} (${renderLocation(place)})`, hint }];
}

/** Checks a freeze's environment, which may be one that follows no other. */
function validateEnvironment(name: string, place: ConfigLocation, { environments }: KnownNames): Issue[] {
  const names = environments.map((environment) => environment.name);
  if (names.includes(name)) return [];
  return [{ message: `environment "${name}" is not declared (${renderLocation(place)})`, hint: suggestName(name, names) }];
}

function validateDate(text: string | undefined, place: ConfigLocation): Issue[] {
  if (text === undefined || parseDate(text) !== undefined) return [];
  return [
    {
      message: `"${text}" is not a valid date (${renderLocation(place)})`,
      hint: "write a day, for example 2026-12-24, or a time, for example 2026-12-24T18:00:00Z",
    },
  ];
}

function validateFreeze({ from, until, environments = [] }: FreezeEntry, place: ConfigLocation, known: KnownNames): Issue[] {
  const issues = [...validateDate(from, locationAt(place, "from")), ...validateDate(until, locationAt(place, "until"))];
  const start = parseDate(from);
  const end = parseDate(until);
  if (start !== undefined && end !== undefined && end <= start) {
    const verb = end === start ? "as it starts" : "before it starts";
    issues.push({
      message: `the freeze ends ${verb}: from "${from}" until "${until}" (${renderLocation(place)})`,
      hint: "set `until` to the first moment after the freeze; a day means its start in UTC",
    });
  }
  for (const [index, name] of environments.entries()) {
    issues.push(...validateEnvironment(name, locationAt(place, "environments", index), known));
  }
  return issues;
}

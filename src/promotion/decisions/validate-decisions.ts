import { parseDate } from "../../core/time.ts";
import { suggestName } from "../../core/suggestion.ts";
import type { Issue } from "../../core/user-error.ts";
import { locationAt, renderLocation, type ConfigLocation } from "../../fleet/index.ts";
import type { ApprovalEntry, FreezeEntry, HoldEntry, WellFormedEntries } from "./decision-check.ts";
import { compareVersions, parseVersion, versionKey } from "../history/version.ts";

/** The names that decisions may use. */
export interface KnownNames {
  readonly environments: readonly {
    readonly name: string;
    readonly follows?: string;
    readonly pace?: { readonly timezone?: string };
  }[];
  /** By release: every version that has run anywhere. */
  readonly versions: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Checks what a schema cannot check: versions, dates, the order of dates. Returns every issue. */
export function validateDecisions({ approve, hold, freeze }: WellFormedEntries, source: string): Issue[] {
  const at = (...path: (string | number)[]): ConfigLocation => ({ source, path });
  return [
    ...checkEach(approve, (entry, index) => validateVersion(entry, at("approve", index))),
    ...checkEach(hold, (entry, index) => [
      ...validateVersion(entry, at("hold", index)),
      ...validateDate(entry.until, at("hold", index, "until")),
    ]),
    ...checkEach(freeze, (entry, index) => validateFreeze(entry, at("freeze", index))),
  ];
}

/** An issue of a decision that matches nothing. */
export interface IdleDecision extends Issue {
  readonly kind: "name" | "version";
}

/** Lists decisions that match no release, environment or version. They are valid, because releases come and go. */
export function listIdleDecisions({ approve, files, hold, freeze }: WellFormedEntries, source: string, known: KnownNames): IdleDecision[] {
  const at = (...path: (string | number)[]): ConfigLocation => ({ source, path });
  return [
    ...checkEach(approve, (entry, index) => [
      ...findUnknownVersion(entry, at("approve", index), known),
      ...(entry.emergency === true ? findUnknownEnvironment : findUnknownFollower)(entry.to, at("approve", index, "to"), known),
    ]),
    ...checkEach(files, (entry, index) => findUnknownFollower(entry.files, at("approve", index, "files"), known)),
    ...checkEach(hold, (entry, index) => findUnknownVersion(entry, at("hold", index), known)),
    ...checkEach(freeze, ({ environments = [] }, index) =>
      environments.flatMap((name, item) => findUnknownEnvironment(name, at("freeze", index, "environments", item), known)),
    ),
  ];
}

function checkEach<Entry, Found>(entries: readonly (Entry | undefined)[], check: (entry: Entry, index: number) => Found[]): Found[] {
  return entries.flatMap((entry, index) => (entry === undefined ? [] : check(entry, index)));
}

function validateVersion({ version }: ApprovalEntry | HoldEntry, place: ConfigLocation): Issue[] {
  if (parseVersion(version) !== undefined) return [];
  return [
    {
      message: `"${version}" is not a valid version (${renderLocation(locationAt(place, "version"))})`,
      hint: "write one version, for example 1.2.3",
    },
  ];
}

function findUnknownVersion({ release, version }: ApprovalEntry | HoldEntry, place: ConfigLocation, known: KnownNames): IdleDecision[] {
  const versions = known.versions.get(release);
  if (versions === undefined) {
    const hint = suggestName(release, [...known.versions.keys()].toSorted(), "releases");
    const message = `release "${release}" does not run in any environment (${renderLocation(locationAt(place, "release"))})`;
    return [{ kind: "name", message, hint }];
  }
  const ran = [...versions].filter((other) => parseVersion(other) !== undefined);
  if (parseVersion(version) === undefined || ran.some((other) => versionKey(other) === versionKey(version))) return [];
  // People may decide ahead on a version newer than all that ran.
  if (ran.every((other) => compareVersions(version, other) > 0)) return [];
  const newest = ran.toSorted(compareVersions).toReversed();
  const message = `version "${version}" of "${release}" has not run in any environment (${renderLocation(locationAt(place, "version"))})`;
  return [{ kind: "version", message, hint: suggestName(version, newest, "versions that ran") }];
}

function findUnknownFollower(name: string, place: ConfigLocation, { environments }: KnownNames): IdleDecision[] {
  const environment = environments.find((candidate) => candidate.name === name);
  if (environment?.follows !== undefined) return [];
  const followers = environments.filter(({ follows }) => follows !== undefined).map((candidate) => candidate.name);
  const hint = suggestName(name, followers, "environments that follow another");
  const what = environment === undefined ? "is not declared" : "has no gate, because it follows no other";
  return [{ kind: "name", message: `environment "${name}" ${what} (${renderLocation(place)})`, hint }];
}

/** Checks the environment of a freeze or an emergency, which may be one that follows no other. */
function findUnknownEnvironment(name: string, place: ConfigLocation, { environments }: KnownNames): IdleDecision[] {
  const names = environments.map((environment) => environment.name);
  if (names.includes(name)) return [];
  return [{ kind: "name", message: `environment "${name}" is not declared (${renderLocation(place)})`, hint: suggestName(name, names) }];
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

function validateFreeze({ from, until }: FreezeEntry, place: ConfigLocation): Issue[] {
  const issues = [...validateDate(from, locationAt(place, "from")), ...validateDate(until, locationAt(place, "until"))];
  const start = parseDate(from);
  const end = parseDate(until);
  if (start !== undefined && end !== undefined && end <= start) {
    const verb = end === start ? "as it starts" : "before it starts";
    issues.push({
      message: `the freeze ends ${verb}: from "${from}" until "${until}" (${renderLocation(place)})`,
      hint: "set `until` to the first moment after the freeze; a day means its first moment in the environment's time zone",
    });
  }
  return issues;
}

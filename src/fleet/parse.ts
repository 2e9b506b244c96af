import { isRecord } from "../core/json-value.ts";
import { UserError, type Issue } from "../core/user-error.ts";
import type { DeclaredFleet, DeclaredGroup } from "./declared.ts";
import { findLiteralCredentials } from "./literal-credentials.ts";
import { findNonJson } from "./json-check.ts";
import { renderLocation, type ConfigLocation } from "../core/config-location.ts";
import { schemaCheck, type FleetLiteral } from "./schema-check.ts";
import { errorsOf } from "../core/schema.ts";
import { renderSchemaErrors } from "../core/schema-issues.ts";

/**
 * Checks the structure of a config file's content: keys, types, plain data. `source` is the file's name, for
 * messages. `include` holds release groups: results of defineReleases, or the content of a YAML file with its
 * path as `source`. Throws one `UserError` with every issue.
 */
export function parseFleet(declared: unknown, source: string): DeclaredFleet {
  const { isFleet } = schemaCheck;
  const place: ConfigLocation = { source, path: [] };
  const issues = isRecord(declared) ? findNonJson(withoutInclude(declared), place) : [];
  if (!isFleet(declared)) {
    // Groups are checked on their own, at places in their own files.
    const groups = isRecord(declared) && Array.isArray(declared["include"]) ? declared["include"] : [];
    throw new UserError([...issues, ...shapeIssues(declared, place), ...parseGroups(groups, source).issues]);
  }
  issues.push(...findLiteralCredentials(declared, place));
  const groups = parseGroups(declared.include ?? [], source);
  issues.push(...groups.issues);
  if (issues.length > 0) throw new UserError(issues);
  return toDeclaredFleet(declared, source, groups.groups);
}

function toDeclaredFleet(literal: FleetLiteral, source: string, included: readonly DeclaredGroup[]): DeclaredFleet {
  const { releases = {}, include: _include, ...rest } = literal;
  return { ...rest, source, groups: [{ place: { source, path: ["releases"] }, releases }, ...included] };
}

function shapeIssues(declared: unknown, place: ConfigLocation): Issue[] {
  const { isFleet, definitions } = schemaCheck;
  const credentials = findLiteralCredentials(declared, place);
  isFleet(declared);
  const errors = errorsOf(isFleet).filter((error) => !isLiteralPassword(error.instancePath, error.params["additionalProperty"]));
  return [...credentials, ...renderSchemaErrors(errors, { place, definitions })];
}

/** Issues that `findLiteralCredentials` reports better. */
function isLiteralPassword(instancePath: string, key: unknown): boolean {
  return /^\/repositories\/[^/]*$/u.test(instancePath) && key === "password";
}

function parseGroups(include: readonly unknown[], source: string): { groups: DeclaredGroup[]; issues: Issue[] } {
  const groups: DeclaredGroup[] = [];
  const issues: Issue[] = [];
  for (const [index, item] of include.entries()) {
    const parsed = parseGroup(item, { source, path: ["include", index] });
    if ("place" in parsed) groups.push(parsed);
    else issues.push(...parsed.issues);
  }
  return { groups, issues };
}

function parseGroup(item: unknown, includedAt: ConfigLocation): DeclaredGroup | { issues: Issue[] } {
  const { isGroup, definitions } = schemaCheck;
  if (!isRecord(item)) {
    const got = typeof item === "string" ? `"${item}"` : item === null ? "an empty value" : "this value";
    const hint = "in TypeScript, import the file and include the result of its defineReleases; in YAML, name a file with `releases`";
    return { issues: [{ message: `${got} is not a group of releases (${renderLocation(includedAt)})`, hint }] };
  }
  const { source, ...group } = item;
  const place: ConfigLocation = typeof source === "string" ? { source, path: [] } : includedAt;
  const issues = findNonJson(group, place);
  if (!isGroup(group)) return { issues: [...issues, ...renderSchemaErrors(errorsOf(isGroup), { place, definitions })] };
  if (issues.length > 0) return { issues };
  return { place: { source: place.source, path: [...place.path, "releases"] }, releases: group.releases };
}

function withoutInclude(declared: Readonly<Record<string, unknown>>): unknown {
  const { include: _include, ...rest } = declared;
  return rest;
}

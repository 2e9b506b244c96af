import { renderLocation } from "../core/config-location.ts";
import { isPattern, matchesAny } from "../core/path-pattern.ts";
import type { Issue } from "../core/user-error.ts";
import { renderEnvironmentPlace, type DeclaredFleet } from "./declared.ts";
import { listHandWritten, locateHelmfiles, nameMark } from "./helmfile-paths.ts";
import { normalizePath } from "./repository-path.ts";

/** Options of generated files, which have no effect with a hand-written helmfile. */
const optionsOfGenerated = ["directory", "clusters", "settings", "helmDefaults", "apiVersions"] as const;

/** Checks the paths of environments: inside the repository, and of one environment only. */
export function validatePaths(fleet: DeclaredFleet): Issue[] {
  const issues = validateShared(fleet);
  const owners: Owner[] = [];
  for (const [name, environment] of Object.entries(fleet.environments)) {
    const isHandWritten = listHandWritten(name, environment, fleet.helmfiles) !== undefined;
    const key = environment.helmfile === undefined ? "directory" : "helmfile";
    const at = isHandWritten && key === "directory" ? sharedPlace(fleet) : renderEnvironmentPlace(fleet, name, key);
    if (isHandWritten) issues.push(...validateHandWritten(fleet, name));
    const written = listHandWritten(name, environment, fleet.helmfiles) ?? [environment.directory ?? name];
    const outside = written.filter((path) => normalizePath(path) === undefined);
    issues.push(...outside.map((path) => refuseOutside(path, at)));
    if (outside.length > 0) continue;
    const place = {
      name,
      helmfiles: locateHelmfiles(name, environment, fleet.helmfiles),
      inside: environment.helmfileEnvironment ?? "default",
    };
    const shared = owners.flatMap((owner) => findCommon(owner, place).map((path) => ({ owner, path })));
    const [first] = shared;
    if (first !== undefined) {
      const isEachWritten = isHandWritten && first.owner.isHandWritten;
      issues.push({
        message: `environments "${first.owner.name}" and "${name}" share the helmfile "${first.path}" (${at})`,
        hint: isEachWritten ? "give each its own file, or its own `helmfileEnvironment`" : "give each its own file",
      });
    }
    owners.push({ ...place, isHandWritten });
  }
  return issues;
}

interface Owner {
  readonly name: string;
  readonly helmfiles: readonly string[];
  /** The environment of helmfile. */
  readonly inside: string;
  readonly isHandWritten: boolean;
}

/** The paths that two environments have in common, as far as the patterns alone tell. */
function findCommon(owner: Owner, { helmfiles, inside }: Omit<Owner, "isHandWritten">): readonly string[] {
  if (owner.isHandWritten && owner.inside !== inside) return [];
  const isCommon = (path: string, others: readonly string[]): boolean => !isPattern(path) && matchesAny(path, others);
  return [
    ...helmfiles.filter((path) => owner.helmfiles.includes(path) || isCommon(path, owner.helmfiles)),
    ...owner.helmfiles.filter((path) => isCommon(path, helmfiles)),
  ];
}

function refuseOutside(path: string, at: string): Issue {
  return { message: `"${path}" is not a path inside the repository (${at})`, hint: "write it relative to the repository's root, with /" };
}

function sharedPlace({ source }: DeclaredFleet): string {
  return renderLocation({ source, path: ["helmfiles"] });
}

/** `helmfiles` is for all environments, and tells them apart by their names. */
function validateShared(fleet: DeclaredFleet): Issue[] {
  if (fleet.helmfiles === undefined) return validateMarks(fleet);
  const patterns = typeof fleet.helmfiles === "string" ? [fleet.helmfiles] : fleet.helmfiles;
  const unmarked = patterns.filter((pattern) => !pattern.includes(nameMark));
  const own = Object.entries(fleet.environments).filter(([, { helmfile }]) => helmfile !== undefined);
  return [
    ...unmarked.map((pattern) => ({
      message: `"${pattern}" has no ${nameMark}, so every environment would have the same files (${sharedPlace(fleet)})`,
      hint: `write ${nameMark} in place of the environment's name, for example: "components/*/${nameMark}/helmfile.yaml"`,
    })),
    ...own.map(([name]) => ({
      message: `"helmfile" cannot be combined with "helmfiles" (${renderEnvironmentPlace(fleet, name, "helmfile")})`,
      hint: "remove one of them; `helmfiles` names the files of all environments",
    })),
  ];
}

function validateMarks(fleet: DeclaredFleet): Issue[] {
  return Object.entries(fleet.environments).flatMap(([name, environment]) => {
    const marked = (listHandWritten(name, environment, undefined) ?? []).filter((path) => path.includes(nameMark));
    return marked.map((path) => ({
      message: `"${path}" has ${nameMark}, which only "helmfiles" replaces (${renderEnvironmentPlace(fleet, name, "helmfile")})`,
      hint: `write the environment's name, or declare the pattern once for all: helmfiles: "${path}"`,
    }));
  });
}

function validateHandWritten(fleet: DeclaredFleet, name: string): Issue[] {
  const by = fleet.environments[name]?.helmfile === undefined ? "helmfiles" : "helmfile";
  return optionsOfGenerated
    .filter((key) => fleet.environments[name]?.[key] !== undefined)
    .map((key) => ({
      message: `"${key}" has no effect beside "${by}" (${renderEnvironmentPlace(fleet, name, key)})`,
      hint: `set it in the hand-written helmfile, or remove "${by}" to let desalt generate one`,
    }));
}

import type { Issue } from "../core/user-error.ts";
import { renderEnvironmentPlace, type DeclaredFleet } from "./declared.ts";
import { normalizePath } from "./repository-path.ts";

/** Options of generated files, which have no effect with a hand-written helmfile. */
const optionsOfGenerated = ["directory", "clusters", "settings", "helmDefaults", "apiVersions"] as const;

/** Checks the paths of environments: inside the repository, and unique. A hand-written helmfile may hold several environments. */
export function validatePaths(fleet: DeclaredFleet): Issue[] {
  const issues: Issue[] = [];
  const places: Place[] = [];
  for (const [name, environment] of Object.entries(fleet.environments)) {
    const key = environment.helmfile === undefined ? "directory" : "helmfile";
    const declared = environment[key] ?? name;
    const path = normalizePath(declared);
    const at = renderEnvironmentPlace(fleet, name, key);
    if (environment.helmfile !== undefined) issues.push(...validateHandKept(fleet, name));
    if (path === undefined) {
      issues.push({
        message: `"${declared}" is not a path inside the repository (${at})`,
        hint: "write it relative to the repository's root, with /",
      });
      continue;
    }
    const helmfile = key === "helmfile" ? path : `${path}/helmfile.yaml`.replace(/^\.\//u, "");
    const inside = environment.helmfile === undefined ? undefined : (environment.helmfileEnvironment ?? "default");
    const place = { name, helmfile, inside };
    const owner = places.find((other) => isSame(other, place));
    places.push(place);
    if (owner !== undefined) {
      issues.push({
        message: `environments "${owner.name}" and "${name}" share the helmfile "${helmfile}" (${at})`,
        hint: `give each its own file${inside === undefined || owner.inside === undefined ? "" : ", or its own `helmfileEnvironment`"}`,
      });
    }
  }
  return issues;
}

interface Place {
  readonly name: string;
  readonly helmfile: string;
  /** The environment in a hand-written helmfile. A generated one belongs to a single environment. */
  readonly inside: string | undefined;
}

function isSame(a: Place, b: Place): boolean {
  return a.helmfile === b.helmfile && (a.inside === undefined || b.inside === undefined || a.inside === b.inside);
}

function validateHandKept(fleet: DeclaredFleet, name: string): Issue[] {
  return optionsOfGenerated
    .filter((key) => fleet.environments[name]?.[key] !== undefined)
    .map((key) => ({
      message: `"${key}" has no effect beside "helmfile" (${renderEnvironmentPlace(fleet, name, key)})`,
      hint: `set it in the hand-written helmfile, or remove "helmfile" to let desalt generate one`,
    }));
}

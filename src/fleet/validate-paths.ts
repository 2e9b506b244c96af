import type { Issue } from "../core/user-error.ts";
import { renderEnvironmentPlace, type DeclaredFleet } from "./declared.ts";
import { normalizePath } from "./repository-path.ts";

/** Options of generated files, which have no effect with a hand-written helmfile. */
const optionsOfGenerated = ["directory", "clusters", "settings", "helmDefaults", "apiVersions"] as const;

/** Checks the paths of environments: inside the repository, and unique. */
export function validatePaths(fleet: DeclaredFleet): Issue[] {
  const issues: Issue[] = [];
  const owners = new Map<string, string>();
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
    const owner = owners.get(helmfile);
    if (owner === undefined) owners.set(helmfile, name);
    else
      issues.push({
        message: `environments "${owner}" and "${name}" share the helmfile "${helmfile}" (${at})`,
        hint: "give each its own file",
      });
  }
  return issues;
}

function validateHandKept(fleet: DeclaredFleet, name: string): Issue[] {
  return optionsOfGenerated
    .filter((key) => fleet.environments[name]?.[key] !== undefined)
    .map((key) => ({
      message: `"${key}" has no effect beside "helmfile" (${renderEnvironmentPlace(fleet, name, key)})`,
      hint: `set it in the hand-written helmfile, or remove "helmfile" to let desalt generate one`,
    }));
}

import type { Issue } from "../core/user-error.ts";
import type { DeclaredFleet } from "./declared.ts";
import { validateEnvironments } from "./validate-environments.ts";
import { validateGitops } from "./validate-gitops.ts";
import { validateNeeds } from "./validate-needs.ts";
import { validatePaths } from "./validate-paths.ts";
import { validateReleases } from "./validate-releases.ts";
import { validateRepositories } from "./validate-repositories.ts";

const rules: readonly ((fleet: DeclaredFleet) => Issue[])[] = [
  validateEnvironments,
  validatePaths,
  validateRepositories,
  validateReleases,
  validateNeeds,
  validateGitops,
];

/** Checks what a schema cannot check: names, cycles, paths, contradictions. Returns every issue. */
export function validateFleet(fleet: DeclaredFleet): Issue[] {
  return rules.flatMap((rule) => rule(fleet));
}

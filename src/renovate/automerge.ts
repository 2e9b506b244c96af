import type { ResolvedFleet } from "../fleet/index.ts";
import { matchFiles } from "./match.ts";
import type { PackageRule } from "./options.ts";
import { automergeRules } from "./rules.ts";

/** Merges by Renovate in the environments that ask for them. */
export function renderAutomerge({ environments }: ResolvedFleet): readonly PackageRule[] {
  return environments.flatMap((environment) => {
    const { automerge } = environment.pace;
    return automerge === "none" ? [] : automergeRules({ name: environment.name, matchers: matchFiles([environment]) }, automerge);
  });
}

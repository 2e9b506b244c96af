import type { ResolvedEnvironment, ResolvedFleet } from "../fleet/index.ts";
import { matchFiles } from "./match.ts";
import type { PackageRule } from "./options.ts";

/**
 * Merges by Renovate, through pull requests, after every check has passed. `platformAutomerge` is off because a forge
 * waits for required checks only, and merges at once where none is required.
 */
export function renderAutomerge({ environments }: ResolvedFleet): readonly PackageRule[] {
  return environments.flatMap((environment) => {
    const { automerge } = environment.pace;
    return automerge === "none" ? [] : renderKind(environment, automerge);
  });
}

function renderKind(environment: ResolvedEnvironment, kind: "patch" | "minor" | "all"): readonly PackageRule[] {
  const files = matchFiles([environment]);
  const merge: PackageRule = { automerge: true, automergeType: "pr", platformAutomerge: false };
  const description = `${environment.name}: ${described[kind]} merged by Renovate after all checks`;
  if (kind === "all") return [{ description, ...files, ...merge }];
  if (kind === "minor") return [{ description, ...files, matchUpdateTypes: ["minor", "patch"], ...merge }];
  return [
    // Otherwise a newer minor hides the patch, and nothing merges by itself any more.
    { description: `${environment.name}: patches apart from minors`, ...files, separateMinorPatch: true },
    { description, ...files, matchUpdateTypes: ["patch"], ...merge },
  ];
}

const described = { patch: "patches are", minor: "patches and minors are", all: "every upgrade is" } as const;

import { UserError, type Issue } from "../../../core/user-error.ts";
import type { ResolvedEnvironment, ResolvedFleet } from "../../../fleet/index.ts";
import { findConfig } from "../../../project/load-config.ts";
import { openRules, type OpenFleet } from "../../../project/open-fleet.ts";
import { listHelmfileIssues } from "../../../project/open-project.ts";
import { findSuccessors } from "../../../promotion/index.ts";

/** The files before and after a change. */
export interface Folders {
  readonly before: string;
  readonly after: string;
}

/** The config of a folder, or why it cannot be used. All absent if there is none. */
export interface ConfigReading {
  readonly opened?: OpenFleet;
  readonly fleet?: ResolvedFleet;
  readonly issues?: readonly Issue[];
}

/** Reads the rules of a folder without running its code, and checks that its helmfiles exist. Never throws a `UserError`. */
export async function readConfig(directory: string): Promise<ConfigReading> {
  try {
    if (findConfig(directory) === undefined) return {};
    const opened = await openRules(directory);
    const { fleet } = opened;
    const issues = listHelmfileIssues(directory, opened).map(({ message }) => ({ message }));
    return issues.length === 0 ? { opened, fleet } : { opened, fleet, issues };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { issues: error.issues };
  }
}

/**
 * The base's environments, and the same ones at the places where the head's config has them. A change must pass in all
 * places, so that no move gets around a gate.
 */
export function listPlacements(base: ResolvedFleet, head: ResolvedFleet | undefined): readonly ResolvedFleet[] {
  const successors = base.environments.map((environment) => findSuccessors(environment, { base, head }));
  const most = Math.max(...successors.map(({ length }) => length));
  const moved = Array.from({ length: most }, (_, rank) =>
    base.environments.map((environment, index) => {
      const after = successors[index]?.[rank];
      return after === undefined ? environment : placeLike(environment, after);
    }),
  );
  const others = moved.filter((environments) =>
    environments.some((environment, index) => placeOf(environment) !== placeOf(base.environments[index] ?? environment)),
  );
  return [base, ...others.map((environments) => ({ ...base, environments }))];
}

/** An environment with the helmfiles of another one. */
function placeLike(before: ResolvedEnvironment, after: ResolvedEnvironment): ResolvedEnvironment {
  const { helmfileEnvironment: _, ...environment } = before;
  const { helmfiles, helmfileEnvironment, directory } = after;
  return { ...environment, helmfiles, directory, ...(helmfileEnvironment !== undefined && { helmfileEnvironment }) };
}

function placeOf({ helmfiles, helmfileEnvironment = "default" }: ResolvedEnvironment): string {
  return JSON.stringify([helmfiles, helmfileEnvironment]);
}

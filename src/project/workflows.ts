import { readOwnVersion } from "../io/files/own-package.ts";
import type { GeneratedFile } from "../core/generated-file.ts";
import { isGenerated } from "../core/header.ts";
import type { Issue } from "../core/user-error.ts";
import type { ResolvedFleet } from "../fleet/index.ts";
import { renderWorkflows, workflowPaths, type InitFlag } from "../ci/index.ts";
import { findKnownDefaultBranch } from "../io/git/state.ts";
import { readIfFile } from "../io/files/read-file.ts";

/** Texts of the workflows that a folder has in our places, by path. */
export function readWorkflows(directory: string): ReadonlyMap<string, string> {
  return new Map(
    workflowPaths.flatMap((path) => {
      const text = readIfFile(directory, path);
      return text === undefined ? [] : [[path, text] as const];
    }),
  );
}

interface FleetWorkflows {
  readonly fleet: ResolvedFleet;
  readonly source: string;
  /** Those that are there, by path. */
  readonly existing: ReadonlyMap<string, string>;
}

/** The workflows that `generate` keeps. */
export function renderFleetWorkflows({ fleet, source, existing }: FleetWorkflows): readonly GeneratedFile[] {
  return renderWorkflows({ as: "generated", fleet, config: source, version: readOwnVersion(), existing });
}

/** The workflows that people get once, to keep. */
export function renderOwnWorkflows(as: InitFlag, fleet: ResolvedFleet, source: string): readonly GeneratedFile[] {
  return renderWorkflows({ as, fleet, config: source, version: readOwnVersion(), existing: new Map() });
}

/** Where Renovate finds desalt's own version: in generated workflows, and in those that people keep. */
export function listWorkflows(existing: ReadonlyMap<string, string>, generated: readonly GeneratedFile[]): readonly string[] {
  const paths = new Set(generated.map(({ path }) => path));
  return workflowPaths.filter((path) => paths.has(path) || (existing.has(path) && !isGenerated(existing.get(path) ?? "")));
}

export function explainNoWorkflows(source: string): Issue {
  return {
    message: `there is no workflow to write: no environment follows another (${source}, workflows)`,
    hint: "say which environment comes after which, such as: follows: dev; or take `workflows` out",
  };
}

/** A workflow of a branch that is not there would never run. */
export async function warnOfDefaultBranch(
  directory: string,
  { fleet, source }: Pick<FleetWorkflows, "fleet" | "source">,
): Promise<Issue[]> {
  const known = fleet.workflows ? await findKnownDefaultBranch(directory) : undefined;
  const { defaultBranch = "main" } = fleet;
  if (known === undefined || known === defaultBranch) return [];
  return [
    {
      message: `the workflows start from the branch "${defaultBranch}", and the default branch of origin is "${known}" (${source}, defaultBranch)`,
      hint: `write: defaultBranch: ${known}`,
    },
  ];
}

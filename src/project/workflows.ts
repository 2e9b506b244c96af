import { readOwnVersion } from "../io/files/own-package.ts";
import { type GeneratedFile, isGenerated } from "../core/generated-file.ts";
import type { Issue } from "../core/user-error.ts";
import type { ResolvedFleet } from "../fleet/index.ts";
import { renderWorkflows, workflowPaths, type InitFlag } from "../ci/index.ts";
import { findKnownDefaultBranch } from "../io/git/state.ts";
import { readIfFile } from "../io/files/read-file.ts";

/** Texts of a folder's workflows at the paths that desalt uses, by path. */
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
  /** Existing workflows, by path. */
  readonly existing: ReadonlyMap<string, string>;
}

/** Renders the workflows that `generate` owns. */
export function renderFleetWorkflows({ fleet, source, existing }: FleetWorkflows): readonly GeneratedFile[] {
  return renderWorkflows({ as: "generated", fleet, config: source, version: readOwnVersion(), existing });
}

/** Renders workflows that people own from then on. */
export function renderOwnWorkflows(as: InitFlag, fleet: ResolvedFleet, source: string): readonly GeneratedFile[] {
  return renderWorkflows({ as, fleet, config: source, version: readOwnVersion(), existing: new Map() });
}

/** The workflows in which Renovate finds desalt's own version, generated and hand-written ones. */
export function listWorkflows(existing: ReadonlyMap<string, string>, generated: readonly GeneratedFile[]): readonly string[] {
  const paths = new Set(generated.map(({ path }) => path));
  return workflowPaths.filter((path) => paths.has(path) || (existing.has(path) && !isGenerated(existing.get(path) ?? "")));
}

export function explainNoWorkflows(source: string): Issue {
  return {
    message: `"workflows" has no effect, because no environment follows another (${source}, workflows)`,
    hint: "let an environment follow another, for example with `follows: dev`, or remove `workflows`",
  };
}

/** Warns about a wrong default branch, because the workflows would then never run. */
export async function warnOfDefaultBranch(
  directory: string,
  { fleet, source }: Pick<FleetWorkflows, "fleet" | "source">,
): Promise<Issue[]> {
  const known = fleet.workflows ? await findKnownDefaultBranch(directory) : undefined;
  const { defaultBranch = "main" } = fleet;
  if (known === undefined || known === defaultBranch) return [];
  return [
    {
      message: `the workflows use the branch "${defaultBranch}", but the default branch of origin is "${known}" (${source}, defaultBranch)`,
      hint: `set: defaultBranch: ${known}`,
    },
  ];
}

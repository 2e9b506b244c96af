import type { GeneratedFile } from "../core/generated-file.ts";
import type { Issue } from "../core/user-error.ts";
import type { PlannedRepository } from "../dryrun/index.ts";
import type { ResolvedFleet } from "../fleet/index.ts";
import { renderArgocd } from "../gitops/index.ts";
import { chooseVersions, findPackageName, renderHelmfiles } from "../helmfile/index.ts";
import { hasBranch } from "../io/git/branch-writer.ts";
import type { Project } from "./open-project.ts";
import { readIfFile } from "../io/files/read-file.ts";
import { findHandWrittenRenovateConfig, type HandWrittenRenovateConfig } from "./renovate-config.ts";
import {
  gatesBranch,
  gatesReference,
  listIgnoredHelmfiles,
  presetReference,
  renderRenovateJson,
  validateOwnOptions,
} from "../renovate/index.ts";
import { nameRepository } from "./gates-reference.ts";
import { explainNoWorkflows, listWorkflows, readWorkflows, renderFleetWorkflows } from "./workflows.ts";

/** Everything that `generate` writes, before anything is written. */
export interface FleetFiles {
  readonly files: readonly GeneratedFile[];
  readonly warnings: readonly Issue[];
  /** The `extends` entry to add to a hand-written renovate.json, where there is one that lacks it. */
  readonly missingExtends?: { readonly path: string; readonly entry: string };
  /** What people do so that Renovate heeds the gates, where the fleet has any. */
  readonly gatesStep?: string;
}

/** Renders all files of a fleet. Pure but for a look at whether people keep a renovate.json of their own. */
export async function renderFleet(
  directory: string,
  { source, fleet, helmfiles }: Project,
  { looksForGates = false }: { readonly looksForGates?: boolean } = {},
): Promise<FleetFiles> {
  const versions = chooseVersions(fleet, helmfiles);
  const handWritten = findHandWrittenRenovateConfig(directory);
  const gates = await findGates({ directory, fleet, handWritten, looksForGates });
  const workflows = readWorkflows(directory);
  const generated = fleet.workflows ? renderFleetWorkflows({ fleet, source, existing: workflows }) : [];
  const renovate = renderRenovateJson(fleet, {
    source,
    as: handWritten === undefined ? "config" : "preset",
    gates: gates.entry,
    workflows: listWorkflows(workflows, generated),
  });
  const files = [
    ...renovate,
    ...renderHelmfiles(fleet, { versions, existing: helmfiles, config: source }),
    ...renderArgocd(fleet, source),
    ...generated,
  ];
  const warnings = [
    ...(await validateOwnOptions(fleet, source)),
    ...(handWritten === undefined ? [] : warnOfIgnored(fleet, handWritten.path)),
    ...(fleet.workflows && generated.length === 0 ? [explainNoWorkflows(source)] : []),
  ];
  const entry = handWritten === undefined ? undefined : presetReference(fleet);
  const step = gates.gatesStep === undefined ? {} : { gatesStep: gates.gatesStep };
  if (handWritten === undefined || entry === undefined || handWritten.text.includes(entry)) return { files, warnings, ...step };
  return { files, warnings, ...step, missingExtends: { path: handWritten.path, entry } };
}

/** How the plan calls what Renovate knows as files and charts. */
export function planNames({ fleet, helmfiles }: Project): Pick<PlannedRepository, "environmentOf" | "releasesOf"> {
  const environments = new Map(fleet.environments.map(({ name, helmfile }) => [helmfile, name]));
  return {
    environmentOf: (file: string) => environments.get(file),
    releasesOf: (file: string) => {
      const helmfile = helmfiles.get(file);
      return (helmfile?.releases ?? []).map((release) => ({ ...release, packageName: helmfile && findPackageName(release, helmfile) }));
    },
  };
}

const restoreBranch = `npx desalt init --promotion creates the branch ${gatesBranch} again. It was not found, and Renovate opens no pull request without it`;

interface GatesQuestion {
  readonly directory: string;
  readonly fleet: ResolvedFleet;
  readonly handWritten: HandWrittenRenovateConfig | undefined;
  /** Look for the branch, which may be on the remote only. Else what is in renovate.json stays. */
  readonly looksForGates: boolean;
}

/** Renovate opens no pull request at all while renovate.json extends a branch that is not there. */
async function findGates({ directory, fleet, handWritten, looksForGates }: GatesQuestion): Promise<{ entry?: string; gatesStep?: string }> {
  if (fleet.environments.every(({ follows }) => follows === undefined)) return {};
  const entry = gatesReference(fleet);
  if (entry === undefined) return { gatesStep: nameRepository };
  const isNamed = (handWritten?.text ?? readIfFile(directory, "renovate.json") ?? "").includes(entry);
  if (!looksForGates) return isNamed ? { entry } : {};
  const isThere = await hasBranch({ directory, branch: gatesBranch });
  if (isNamed) return isThere ? { entry } : { entry, gatesStep: restoreBranch };
  if (isThere) return handWritten === undefined ? { entry } : {};
  const extend = handWritten === undefined ? "then generate again" : `then add to "extends" in ${handWritten.path}: "${entry}"`;
  return { gatesStep: `let the gates count: npx desalt init --promotion, which creates the branch ${gatesBranch}; ${extend}` };
}

/** Our own renovate.json reads these; in one that people keep, `config:recommended` leaves them out without a word. */
function warnOfIgnored(fleet: ResolvedFleet, path: string): Issue[] {
  return listIgnoredHelmfiles(fleet).map((helmfile) => ({
    message: `"${helmfile}" is in a directory that the preset :ignoreModulesAndTests, a part of config:recommended, leaves out`,
    hint: `add to ${path}: "ignorePresets": [":ignoreModulesAndTests"]`,
  }));
}

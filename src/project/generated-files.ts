import type { GeneratedFile } from "../core/generated-file.ts";
import type { Issue } from "../core/user-error.ts";
import type { ResolvedEnvironment, ResolvedFleet } from "../fleet/index.ts";
import { renderDelivery } from "../gitops/index.ts";
import { chooseVersions, renderHelmfiles } from "../helmfile/index.ts";
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
import { renderRules } from "../promotion/index.ts";
import { isYaml } from "./load-config.ts";
import { describeUnreadGates, nameRepository } from "./gates-reference.ts";
import { explainNoWorkflows, listWorkflows, readWorkflows, renderFleetWorkflows } from "./workflows.ts";

/** All files that `generate` writes, and its messages. */
export interface FleetFiles {
  readonly files: readonly GeneratedFile[];
  readonly warnings: readonly Issue[];
  /** The `extends` entry to add to a hand-written renovate.json, if that lacks it. */
  readonly missingExtends?: { readonly path: string; readonly entry: string };
  /** The step that lets Renovate read the gates, if the fleet has any. */
  readonly gatesStep?: string;
}

/** Renders all files of a fleet. Pure, except that it looks for a hand-written renovate.json. */
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
    ...renderDelivery(fleet, source),
    ...(isYaml(source) ? [] : [renderRules(fleet, source)]),
    ...generated,
  ];
  const warnings = [
    ...(await validateOwnOptions(fleet, source)),
    ...(handWritten === undefined ? [] : warnOfIgnored(fleet, handWritten.path)),
    ...(fleet.workflows && generated.length === 0 ? [explainNoWorkflows(source)] : []),
    ...(gates.warnings ?? []),
  ];
  const entry = handWritten === undefined ? undefined : presetReference(fleet);
  const step = gates.gatesStep === undefined ? {} : { gatesStep: gates.gatesStep };
  if (handWritten === undefined || entry === undefined || handWritten.text.includes(entry)) return { files, warnings, ...step };
  return { files, warnings, ...step, missingExtends: { path: handWritten.path, entry } };
}

/** The environments as a plan shows them: those with the same helmfiles together, because Renovate upgrades them for all at once. */
export function listPlannedEnvironments({ environments }: ResolvedFleet): readonly Pick<ResolvedEnvironment, "name" | "helmfiles">[] {
  const groups = Map.groupBy(environments, ({ helmfiles }) => helmfiles.join("\0"));
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ helmfiles: first.helmfiles, name: [first, ...others].map(({ name }) => name).join(", ") }],
  );
}

const restoreBranch = `create the branch ${gatesBranch} again, without which Renovate opens no pull requests: npx desalt init --promotion`;

interface GatesQuestion {
  readonly directory: string;
  readonly fleet: ResolvedFleet;
  readonly handWritten: HandWrittenRenovateConfig | undefined;
  /** Look for the branch, which may only exist on the remote. Otherwise the entry in renovate.json stays. */
  readonly looksForGates: boolean;
}

interface GatesAnswer {
  /** The preset that renovate.json extends, once its branch exists. */
  readonly entry?: string;
  readonly gatesStep?: string;
  readonly warnings?: readonly Issue[];
}

/** Renovate opens no pull requests at all while renovate.json extends a branch that does not exist. */
async function findGates({ directory, fleet, handWritten, looksForGates }: GatesQuestion): Promise<GatesAnswer> {
  if (fleet.environments.every(({ follows }) => follows === undefined)) return {};
  const entry = gatesReference(fleet);
  if (entry === undefined) return { gatesStep: nameRepository };
  const isNamed = (handWritten?.text ?? readIfFile(directory, "renovate.json") ?? "").includes(entry);
  if (!looksForGates) return isNamed ? { entry } : {};
  const isThere = await hasBranch({ directory, branch: gatesBranch });
  if (isNamed) return isThere ? { entry } : { entry, gatesStep: restoreBranch };
  if (isThere) return handWritten === undefined ? { entry } : { warnings: [describeUnreadGates(fleet, handWritten)] };
  const extend = handWritten === undefined ? "" : `add "${entry}" to "extends" in ${handWritten.path}, and `;
  return {
    gatesStep: `activate promotion: run \`npx desalt init --promotion\` to create the branch ${gatesBranch}, then ${extend}run \`npx desalt generate\` again`,
  };
}

/** The generated renovate.json reads these files. In a hand-written one, `config:recommended` silently ignores them. */
function warnOfIgnored(fleet: ResolvedFleet, path: string): Issue[] {
  return listIgnoredHelmfiles(fleet).map((helmfile) => ({
    message: `Renovate ignores "${helmfile}", because config:recommended extends the preset :ignoreModulesAndTests`,
    hint: `add to ${path}: "ignorePresets": [":ignoreModulesAndTests"]`,
  }));
}

import type { GeneratedFile } from "../core/generated-file.ts";
import { isGenerated } from "../core/header.ts";
import { UserError, type Issue } from "../core/user-error.ts";
import type { PlannedRepository } from "../dryrun/index.ts";
import { parseFleet, resolveFleet, type ResolvedEnvironment, type ResolvedFleet } from "../fleet/index.ts";
import { renderArgocd } from "../gitops/index.ts";
import { chooseVersions, findPackageName, parseHelmfiles, renderHelmfiles, type ParsedHelmfiles } from "../helmfile/index.ts";
import { hasBranch } from "../io/git/branch-writer.ts";
import { findRepositoryName } from "../io/git/repository.ts";
import { loadConfig } from "./load-config.ts";
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

/** A fleet with the helmfiles that are on disk, by path. */
export interface LoadedFleet {
  readonly source: string;
  readonly fleet: ResolvedFleet;
  readonly helmfiles: ParsedHelmfiles;
}

/** Everything that `generate` writes, before anything is written. */
export interface FleetFiles {
  readonly files: readonly GeneratedFile[];
  readonly warnings: readonly Issue[];
  /** The `extends` entry to add to a hand-written renovate.json, where there is one that lacks it. */
  readonly missingExtends?: { readonly path: string; readonly entry: string };
  /** What people do so that Renovate heeds the gates, where the fleet has any. */
  readonly gatesStep?: string;
}

/** Loads a folder's config, checks it, and reads the helmfiles that it names. */
export async function loadFleet(directory: string): Promise<LoadedFleet> {
  const { source, declared } = await loadConfig(directory);
  const fleet = await resolveWithName(directory, declared, source);
  const texts: GeneratedFile[] = [];
  const issues: Issue[] = [];
  for (const environment of fleet.environments) {
    const text = readIfFile(directory, environment.helmfile);
    if (text === undefined) {
      if (environment.handKept) issues.push(missingHelmfile(environment, source));
    } else if (environment.handKept || isGenerated(text)) {
      texts.push({ path: environment.helmfile, text });
    }
  }
  if (issues.length > 0) throw new UserError(issues);
  return { source, fleet, helmfiles: parseHelmfiles(texts) };
}

/** Renders all files of a fleet. Pure but for a look at whether people keep a renovate.json of their own. */
export async function renderFleet(
  directory: string,
  { source, fleet, helmfiles }: LoadedFleet,
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
export function planNames({ fleet, helmfiles }: LoadedFleet): Pick<PlannedRepository, "environmentOf" | "releasesOf"> {
  const environments = new Map(fleet.environments.map(({ name, helmfile }) => [helmfile, name]));
  return {
    environmentOf: (file: string) => environments.get(file),
    releasesOf: (file: string) => {
      const helmfile = helmfiles.get(file);
      return (helmfile?.releases ?? []).map((release) => ({ ...release, packageName: helmfile && findPackageName(release, helmfile) }));
    },
  };
}

const restoreBranch = `npx desalt init --promotion creates the branch ${gatesBranch} anew: it is not found, and Renovate opens nothing until it is there`;

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

async function resolveWithName(directory: string, declared: unknown, source: string): Promise<ResolvedFleet> {
  const fleet = parseFleet(declared, source);
  const repository = fleet.repository ?? (await findRepositoryName(directory));
  return resolveFleet(repository === undefined ? fleet : { ...fleet, repository });
}

/** Our own renovate.json reads these; in one that people keep, `config:recommended` leaves them out without a word. */
function warnOfIgnored(fleet: ResolvedFleet, path: string): Issue[] {
  return listIgnoredHelmfiles(fleet).map((helmfile) => ({
    message: `"${helmfile}" is in a directory that the preset :ignoreModulesAndTests, a part of config:recommended, leaves out`,
    hint: `add to ${path}: "ignorePresets": [":ignoreModulesAndTests"]`,
  }));
}

function missingHelmfile({ name, helmfile }: ResolvedEnvironment, source: string): Issue {
  return {
    message: `"${helmfile}" is not there (${source}, environments.${name}.helmfile)`,
    hint: "name the helmfile that people keep, relative to the repository's root",
  };
}

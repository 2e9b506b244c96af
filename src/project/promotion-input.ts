import { UserError, type Issue } from "../core/user-error.ts";
import type { ResolvedFleet } from "../fleet/index.ts";
import type { ParsedHelmfiles } from "../helmfile/index.ts";
import { readFileAt, resolveCommit } from "../io/git/branch-writer.ts";
import { readHistories } from "./history/read-histories.ts";
import { findCommitAt } from "../io/git/state.ts";
import { readIfFile } from "../io/files/read-file.ts";
import { requireScript } from "../io/programs/run-verification.ts";
import {
  decisionsName,
  listFreezeStarts,
  listRunningReleases,
  noDecisions,
  parseDecisions,
  type Decisions,
  type GateInput,
  type Histories,
  type KnownNames,
  type Running,
  type RunningRelease,
} from "../promotion/index.ts";
import { openProject, type Project } from "./open-project.ts";

/** Where gates are computed from. */
export interface PromotionPlace {
  /** The repository's folder. */
  readonly directory: string;
  /** The folder that config, helmfiles and decisions are read from: the repository's, or that of another commit. */
  readonly folder: string;
  /** Where history ends. */
  readonly commit: string;
  readonly now: number;
}

/** All that gates depend on, but for what scripts said. */
export interface PromotionInput {
  readonly loaded: Project;
  readonly gateInput: GateInput;
  readonly known: KnownNames;
  /** What is wrong with the decisions; the gates then know of none. */
  readonly decisionError?: UserError;
  readonly warnings: readonly Issue[];
}

/** Loads config, helmfiles, history and decisions. Throws a `UserError` where no environment follows another. */
export async function loadPromotion({ directory, folder, commit, now }: PromotionPlace): Promise<PromotionInput> {
  const loaded = await openProject(folder);
  const { fleet, source } = loaded;
  requireFollowers(fleet, source);
  const upstreams = new Set(fleet.environments.flatMap(({ follows }) => follows ?? []));
  const environments = fleet.environments.filter(({ name }) => upstreams.has(name));
  if ((await resolveCommit(directory, commit)) === undefined) {
    throw new UserError({
      message: "there is no commit yet",
      hint: "gates are computed from git history: commit config and helmfiles first",
    });
  }
  const { histories, warnings } = await readHistories({ directory, commit, environments });
  const running = listRunning(fleet, loaded.helmfiles);
  const known: KnownNames = { environments: fleet.environments, versions: listVersions(histories, running) };
  const read = readDecisions(folder, known);
  const earlier = new Map<number, Decisions>();
  for (const time of listFreezeStarts(fleet.environments, read.decisions, now)) {
    earlier.set(time, await readEarlierDecisions({ directory, commit, time }, known));
  }
  const gateInput = { fleet, histories, running, now, decisions: read.decisions, earlier };
  const issues = warnings.map((message) => ({ message }));
  return { loaded, gateInput, known, warnings: issues, ...(read.error === undefined ? {} : { decisionError: read.error }) };
}

/** What every environment's helmfile runs. */
export function listRunning({ environments }: ResolvedFleet, helmfiles: ParsedHelmfiles): Running {
  return new Map(
    environments.map(({ name, helmfile }) => {
      const parsed = helmfiles.get(helmfile);
      return [name, parsed === undefined ? [] : listRunningReleases(parsed)] as const;
    }),
  );
}

/** Reads a folder's promotion.yaml; where it is wrong, nothing is decided, and the error is told. */
export function readDecisions(folder: string, known: KnownNames): DecisionReading {
  return parseLeniently(readIfFile(folder, decisionsName), known);
}

interface DecisionReading {
  readonly decisions: Decisions;
  readonly error?: UserError;
}

/** What had been decided at a moment of the history; where nobody can read it now, nothing. */
async function readEarlierDecisions(
  { directory, commit, time }: { directory: string; commit: string; time: number },
  known: KnownNames,
): Promise<Decisions> {
  const then = await findCommitAt(directory, commit, time);
  return parseLeniently(then === undefined ? undefined : await readFileAt(directory, then, decisionsName), known).decisions;
}

function parseLeniently(text: string | undefined, known: KnownNames): DecisionReading {
  if (text === undefined) return { decisions: noDecisions };
  try {
    return { decisions: parseDecisions(text, decisionsName, known) };
  } catch (error) {
    if (error instanceof UserError) return { decisions: noDecisions, error };
    throw error;
  }
}

/** Throws a `UserError` where a script that verifies versions is missing. */
export function requireScripts(directory: string, { fleet, source }: Project): void {
  for (const { name, promotion } of fleet.environments) {
    if (promotion?.verify !== undefined) requireScript(directory, promotion.verify, `${source}, environments.${name}.verify`);
  }
}

/** Throws a `UserError` where no environment follows another. */
export function requireFollowers({ environments }: ResolvedFleet, source: string): void {
  if (environments.some(({ follows }) => follows !== undefined)) return;
  const [first = "dev"] = environments.map(({ name }) => name);
  throw new UserError({
    message: `no environment follows another (${source}, environments)`,
    hint: `say which one comes after which, such as: follows: ${first}`,
  });
}

/** By release: every version that histories had, or that runs now. */
export function listVersions(histories: Histories, running: Running = new Map()): ReadonlyMap<string, ReadonlySet<string>> {
  const versions = new Map<string, Set<string>>();
  const take = ({ name, version }: RunningRelease): void => {
    const known = versions.get(name) ?? new Set();
    versions.set(name, known);
    if (version !== undefined) known.add(version);
  };
  for (const history of histories.values()) {
    let before: readonly RunningRelease[] = [];
    for (const { releases = [] } of history) {
      // What did not change is the same object in the next commit, and that is nearly everything.
      for (const [index, release] of releases.entries()) if (release !== before[index]) take(release);
      before = releases;
    }
  }
  for (const release of [...running.values()].flat()) take(release);
  return versions;
}

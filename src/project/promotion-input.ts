import { count } from "../core/count.ts";
import { isGenerated } from "../core/generated-file.ts";
import { matchesAny } from "../core/path-pattern.ts";
import { UserError, type Issue } from "../core/user-error.ts";
import type { ResolvedFleet } from "../fleet/index.ts";
import type { ParsedHelmfiles } from "../helmfile/index.ts";
import { findCommitAt, readFileAt, resolveCommit } from "../io/git/commits.ts";
import { listFirstParents } from "../io/git/first-parents.ts";
import { findGitRoot } from "../io/git/repository.ts";
import { readEnvironmentHistories } from "./history/environment-histories.ts";
import { readIfFile } from "../io/files/read-file.ts";
import { requireScript } from "../io/programs/run-verification.ts";
import {
  decisionsName,
  listFreezeStarts,
  listOtherSources,
  listRollbackCommits,
  listRunningReleases,
  listUnpaired,
  noDecisions,
  parseDecisions,
  type Decisions,
  type GateInput,
  type Histories,
  type KnownNames,
  type ReviewInput,
  type Running,
  type RunningRelease,
} from "../promotion/index.ts";
import type { OpenFleet } from "./open-fleet.ts";
import type { OpenFolder } from "./open-project.ts";
import { readSide } from "./read-side.ts";

/** The places from which gates are computed. */
export interface PromotionPlace {
  /** The folder of the repository with the history. */
  readonly directory: string;
  /** The commit at which history ends. */
  readonly commit: string;
  readonly now: number;
}

/** All inputs of the gates, except the results of verification scripts. */
export interface PromotionInput {
  readonly loaded: OpenFolder;
  readonly gateInput: ReviewInput;
  readonly known: KnownNames;
  /** The error in the decisions. The gates then use no decisions. */
  readonly decisionError?: UserError;
  readonly warnings: readonly Issue[];
}

/** Loads the history and decisions of a project. Throws a `UserError` if no environment follows another. */
export async function loadPromotion(loaded: OpenFolder, { directory, commit, now }: PromotionPlace): Promise<PromotionInput> {
  const { fleet, source } = loaded;
  requireFollowers(fleet, source);
  await findGitRoot(directory);
  // A full name is that of a commit which was found already.
  if (!/^[0-9a-f]{40,64}$/u.test(commit) && (await resolveCommit(directory, commit)) === undefined) {
    throw new UserError({
      message: "this repository has no commits",
      hint: "commit the config and the helmfiles first",
    });
  }
  const commits = await listFirstParents(directory, commit);
  const { histories, warnings } = await readEnvironmentHistories({ directory, commit, environments: fleet.environments, commits });
  const running = await readRunning(loaded);
  const known: KnownNames = { environments: fleet.environments, versions: listVersions(histories, running) };
  const read = readDecisions(loaded.directory, known);
  const earlier = new Map<number | string, Decisions>();
  for (const time of listFreezeStarts(fleet.environments, read.decisions, now)) {
    earlier.set(time, await readEarlierDecisions({ directory, commit, time }, known));
  }
  const input = { fleet, histories, mainline: { commits, seen: [] }, running, now, decisions: read.decisions, earlier };
  const gateInput = await addRollbacks(input, directory, known);
  const issues = [...warnings.map((message) => ({ message })), ...read.idle, ...describeUnpaired(gateInput)];
  return { loaded, gateInput, known, warnings: issues, ...(read.error === undefined ? {} : { decisionError: read.error }) };
}

/** The releases of all environments. A file of another maker under the name of a generated helmfile is none of the fleet's. */
async function readRunning({ fleet, directory }: OpenFolder): Promise<Running> {
  const readings = await readSide(fleet, directory);
  return new Map(
    fleet.environments.map(({ name, isHandWritten }) => {
      const own = (readings.get(name) ?? []).filter(({ text }) => isHandWritten || isGenerated(text));
      return [name, own.flatMap(({ helmfile }) => listRunningReleases(helmfile))];
    }),
  );
}

/** Adds the decisions at each rollback of an approved version. Where they cannot be read, no approval is newer. */
export async function addRollbacks<Input extends GateInput>(input: Input, directory: string, known: KnownNames): Promise<Input> {
  const earlier = new Map(input.earlier);
  for (const id of listRollbackCommits(input)) {
    const { decisions, error } = parseLeniently(await readFileAt(directory, id, decisionsName), known);
    if (error === undefined) earlier.set(id, decisions);
  }
  return { ...input, earlier };
}

/** Adds the decisions at each moment at which a verification said no. */
export async function addRefusals<Input extends GateInput>(
  input: Input,
  { directory, commit }: Pick<PromotionPlace, "directory" | "commit">,
  known: KnownNames,
): Promise<Input> {
  const earlier = new Map(input.earlier);
  const refusals = input.decisions.approve.length === 0 ? [] : (input.verifications ?? []).filter(({ ok }) => !ok);
  for (const time of refusals.map(({ at }) => Date.parse(at)).filter((at) => !Number.isNaN(at))) {
    earlier.set(time, await readEarlierDecisions({ directory, commit, time }, known));
  }
  return { ...input, earlier };
}

/** The releases in every environment's helmfiles, as far as their texts alone tell. */
export function listRunning({ environments }: ResolvedFleet, helmfiles: ParsedHelmfiles): Running {
  return new Map(
    environments.map(({ name, helmfiles: patterns }) => {
      const own = [...helmfiles.values()].filter(({ path }) => matchesAny(path, patterns));
      return [name, own.flatMap(listRunningReleases)];
    }),
  );
}

/** Reads a folder's promotion.yaml. If it is not valid, returns no decisions and the error. */
export function readDecisions(folder: string, known: KnownNames): DecisionReading {
  return parseLeniently(readIfFile(folder, decisionsName), known);
}

interface DecisionReading {
  readonly decisions: Decisions;
  /** Decisions that match nothing. */
  readonly idle: readonly Issue[];
  readonly error?: UserError;
}

/** The decisions at the last commit before a moment. */
async function readEarlierDecisions(
  { directory, commit, time }: { directory: string; commit: string; time: number },
  known: KnownNames,
): Promise<Decisions> {
  const then = await findCommitAt(directory, commit, time);
  return then === undefined ? noDecisions : await readDecisionsAt({ directory, commit: then }, known);
}

/** The decisions at a commit; none if its file cannot be read. */
export async function readDecisionsAt({ directory, commit }: { directory: string; commit: string }, known: KnownNames): Promise<Decisions> {
  return parseLeniently(await readFileAt(directory, commit, decisionsName), known).decisions;
}

function parseLeniently(text: string | undefined, known: KnownNames): DecisionReading {
  if (text === undefined) return { decisions: noDecisions, idle: [] };
  try {
    return parseDecisions(text, decisionsName, known);
  } catch (error) {
    if (error instanceof UserError) return { decisions: noDecisions, idle: [], error };
    throw error;
  }
}

/** Throws a `UserError` if a verification script does not exist. */
export function requireScripts(directory: string, { fleet, source }: OpenFleet): void {
  for (const { name, promotion } of fleet.environments) {
    if (promotion?.verify !== undefined) requireScript(directory, promotion.verify, `${source}, environments.${name}.verify`);
  }
}

/** Throws a `UserError` if no environment follows another. */
export function requireFollowers({ environments }: ResolvedFleet, source: string): void {
  if (environments.some(({ follows }) => follows !== undefined)) return;
  const [first = "dev"] = environments.map(({ name }) => name);
  throw new UserError({
    message: `no environment follows another (${source}, environments)`,
    hint: `let an environment follow another, for example with: follows: ${first}`,
  });
}

/** By release: every version in its history, and the current one. */
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
      // Unchanged releases are the same objects in the next commit, and nearly all are unchanged.
      for (const [index, release] of releases.entries()) if (release !== before[index]) take(release);
      before = releases;
    }
  }
  for (const release of [...running.values()].flat()) take(release);
  return versions;
}

/** Says which releases have no gate, because their upstream has them under another name. */
export function describeUnpaired(input: Pick<GateInput, "fleet" | "histories" | "running">): readonly Issue[] {
  return listUnpaired(input).map(({ environment, upstream, release, others }) => ({
    message: `${environment}: release ${release} has no gate, because ${upstream} has no release of that name; ${others.join(", ")} there ${others.length === 1 ? "runs" : "run"} the same chart`,
    hint: "to pair them, give both the same name; their namespaces may differ",
  }));
}

/** Says which addresses of charts differ between an environment and its upstream, and the lines that declare them as mirrors. */
export function describeOtherSources({ gateInput, loaded }: Pick<PromotionInput, "gateInput" | "loaded">): readonly Issue[] {
  const others = listOtherSources(gateInput);
  const [first] = others;
  if (first === undefined) return [];
  const mirrors = { ...loaded.fleet.sources?.mirrors, ...Object.fromEntries(others.map(({ from, to }) => [from, to])) };
  const lines = Object.entries(mirrors).map(([from, to]) => `    ${JSON.stringify(from)}: ${JSON.stringify(to)}`);
  const { environment, upstream, chart, from, to } = first;
  const what = `${environment} takes chart ${chart} from ${from}, and ${upstream} from ${to}`;
  const more = others.length === 1 ? "" : `; ${count(others.length - 1, "other address differs", "other addresses differ")}`;
  return [
    {
      message: `${what}${more}`,
      hint: `if that is a mirror, add to ${loaded.source}:\nsources: {\n  mirrors: {\n${lines.join(",\n")}\n  }\n}`,
    },
  ];
}

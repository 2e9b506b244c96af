import type { LivePullRequest, LiveSession } from "../../../dryrun/index.ts";
import type { ResolvedFleet } from "../../../fleet/index.ts";
import { parseHelmfiles } from "../../../helmfile/index.ts";
import { readSetHistories } from "../../../project/history/set-histories.ts";
import { computeGates, type Decisions, type Gates, type Histories, type Running } from "../../../promotion/index.ts";
import {
  listRuns,
  type Behaviour,
  type Beginning,
  type Breach,
  type Change,
  type RehearsalEvent,
  type Run,
} from "../../../rehearsal/index.ts";
import { listRunning } from "../../../project/promotion-input.ts";

/** The state of a rehearsal. */
export interface World {
  readonly fleet: ResolvedFleet;
  /** Paths of all helmfiles. */
  readonly paths: readonly string[];
  readonly decisions: Decisions;
  readonly behaviour: Behaviour;
  readonly session: LiveSession;
  readonly moments: readonly number[];
  readonly begin: readonly Beginning[];
  readonly events: RehearsalEvent[];
  readonly breaches: Breach[];
  readonly complaints: Set<string>;
  readonly starved: Map<string, { days: number; reason: string }>;
  /** The version changes of open pull requests, by number. */
  readonly offers: Map<number, Offer>;
  /** Versions that people know to be bad, by `badKey`. */
  readonly known: Set<string>;
  readonly rollbacks: Rollback[];
  /** The text of gates.json as it is on its branch. */
  preset: string | undefined;
  renovateRuns: number;
  /** The time of Renovate's last visit. */
  visitedAt: number;
  /** Whether the default branch has changed since Renovate's visit, or something only waits for time to pass. */
  isRestless: boolean;
  /** The time of the last commit. */
  clock: number;
  /** A cache of the default branch at its tip. */
  read:
    | { readonly tip: string; readonly running: Running; readonly histories: Histories; readonly texts: ReadonlyMap<string, string> }
    | undefined;
}

/** The version changes of a pull request. */
export interface Offer {
  readonly pullRequest: LivePullRequest;
  readonly sha: string;
  readonly changes: readonly Change[];
  isRefused: boolean;
}

interface Rollback extends Change {
  readonly due: number;
}

export const badKey = ({ environment, release, to }: Change): string => `${environment} ${release} ${to}`;

/** Returns the next second, so that no two commits have the same time. */
export function tick(world: World, now: number): number {
  world.clock = Math.max(world.clock + 1000, now);
  return world.clock;
}

/** The current and past releases, from git history. */
export async function readMain(world: World): Promise<NonNullable<World["read"]>> {
  const { repository } = world.session;
  const tip = (await repository.readBranches()).get("main") ?? "";
  if (world.read?.tip === tip) return world.read;
  const texts = await readTexts(world, tip);
  const upstreams = new Set(world.fleet.environments.flatMap(({ follows }) => follows ?? []));
  const environments = world.fleet.environments.filter(({ name }) => upstreams.has(name));
  const { histories } = await readSetHistories({ directory: repository.path, commit: tip, environments });
  world.read = { tip, texts, running: runningOf(world, texts), histories };
  return world.read;
}

/** The helmfiles of a commit, by path. */
export async function readTexts(
  { paths, session }: Pick<World, "paths" | "session">,
  commit: string,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const path of paths) texts.set(path, await session.repository.readFile(commit, path));
  return texts;
}

/** The releases in the helmfiles. */
export function runningOf({ fleet }: Pick<World, "fleet">, texts: ReadonlyMap<string, string>): Running {
  return listRunning(fleet, parseHelmfiles([...texts].map(([path, text]) => ({ path, text }))));
}

/** Computes the gates as `desalt promote` does. */
export async function computeWorldGates(world: World, now: number): Promise<Gates> {
  const { running, histories } = await readMain(world);
  return computeGates({ fleet: world.fleet, decisions: world.decisions, histories, running, now });
}

/** The versions that a release ran in an environment so far, from the rehearsal's own notes. */
export function runsOf(world: World, environment: string, release: string): readonly Run[] {
  return listRuns(world, environment, release);
}

/** The version changes between two states. */
export function listChanges(before: Running, after: Running): readonly Change[] {
  const changes: Change[] = [];
  for (const [environment, releases] of after) {
    const left = before.get(environment) ?? [];
    for (const { name, namespace, version } of releases) {
      const was = left.find((release) => release.name === name && release.namespace === namespace);
      if (was?.version === undefined || version === undefined || was.version === version) continue;
      changes.push({ environment, release: name, from: was.version, to: version });
    }
  }
  return changes;
}

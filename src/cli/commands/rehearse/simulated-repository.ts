import type { LivePullRequest, LiveSession } from "../../../dryrun/index.ts";
import type { ResolvedFleet } from "../../../fleet/index.ts";
import { parseHelmfiles } from "../../../helmfile/index.ts";
import { readHistories } from "../../../project/history/read-histories.ts";
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

/** A rehearsal while it goes on. */
export interface World {
  readonly fleet: ResolvedFleet;
  readonly decisions: Decisions;
  readonly behaviour: Behaviour;
  readonly session: LiveSession;
  readonly moments: readonly number[];
  readonly begin: readonly Beginning[];
  readonly events: RehearsalEvent[];
  readonly breaches: Breach[];
  readonly complaints: Set<string>;
  readonly starved: Map<string, { days: number; reason: string }>;
  /** What open pull requests would change, by number. */
  readonly offers: Map<number, Offer>;
  /** Bad versions that people know as such, by `badKey`. */
  readonly known: Set<string>;
  readonly rollbacks: Rollback[];
  /** The text of gates.json as it is on its branch. */
  preset: string | undefined;
  renovateRuns: number;
  /** When Renovate came by last. */
  visitedAt: number;
  /** The default branch has changed since Renovate came by, or something waits for nothing but time. */
  isRestless: boolean;
  /** The time of the last commit. */
  clock: number;
  /** What can be read from the default branch while its tip stays. */
  read:
    | { readonly tip: string; readonly running: Running; readonly histories: Histories; readonly texts: ReadonlyMap<string, string> }
    | undefined;
}

/** What a pull request changes. */
export interface Offer {
  readonly pullRequest: LivePullRequest;
  readonly sha: string;
  readonly changes: readonly Change[];
  isRefused: boolean;
}

export interface Rollback extends Change {
  readonly due: number;
}

export const badKey = ({ environment, release, to }: Change): string => `${environment} ${release} ${to}`;

/** The next second, so that no two commits have the same time. */
export function tick(world: World, now: number): number {
  world.clock = Math.max(world.clock + 1000, now);
  return world.clock;
}

/** What runs now, and what has run, as git knows it. */
export async function readMain(world: World): Promise<NonNullable<World["read"]>> {
  const { repository } = world.session;
  const tip = (await repository.readBranches()).get("main") ?? "";
  if (world.read?.tip === tip) return world.read;
  const texts = await readTexts(world, tip);
  const upstreams = new Set(world.fleet.environments.flatMap(({ follows }) => follows ?? []));
  const environments = world.fleet.environments.filter(({ name }) => upstreams.has(name));
  const { histories } = await readHistories({ directory: repository.path, commit: tip, environments });
  world.read = { tip, texts, running: runningOf(world, texts), histories };
  return world.read;
}

/** The helmfiles of a commit, by path. */
export async function readTexts(
  { fleet, session }: Pick<World, "fleet" | "session">,
  commit: string,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const { helmfile } of fleet.environments) texts.set(helmfile, await session.repository.readFile(commit, helmfile));
  return texts;
}

/** What helmfiles run. */
export function runningOf({ fleet }: Pick<World, "fleet">, texts: ReadonlyMap<string, string>): Running {
  return listRunning(fleet, parseHelmfiles([...texts].map(([path, text]) => ({ path, text }))));
}

/** Computes the gates as `desalt promote` does. */
export async function computeWorldGates(world: World, now: number): Promise<Gates> {
  const { running, histories } = await readMain(world);
  return computeGates({ fleet: world.fleet, decisions: world.decisions, histories, running, now });
}

/** What a release ran in an environment so far, by the rehearsal's own notes. */
export function runsOf(world: World, environment: string, release: string): readonly Run[] {
  return listRuns(world, environment, release);
}

/** How two states differ in versions. */
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

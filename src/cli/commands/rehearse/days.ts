import { matchesAny } from "../../../core/path-pattern.ts";
import { day, hour } from "../../../core/time.ts";
import { listPublications, startLiveSession, type Fixtures, type LivePullRequest, type LiveSession } from "../../../dryrun/index.ts";
import semver from "semver";
import type { ResolvedEnvironment, ResolvedFleet } from "../../../fleet/index.ts";
import type { ParsedHelmfiles } from "../../../helmfile/index.ts";
import type { Decisions } from "../../../promotion/index.ts";
import { findStartingVersion, replaceVersion, type Beginning, type Behaviour, type Journal } from "../../../rehearsal/index.ts";
import { listRunning } from "../../../project/promotion-input.ts";
import { promoteIn } from "./gates.ts";
import { mergeDue, mergeOffer, rollBackDue } from "./team.ts";
import { head, visit } from "./renovate-run.ts";
import type { World } from "./simulated-repository.ts";

export interface RehearsalInput {
  readonly directory: string;
  readonly fleet: ResolvedFleet;
  readonly helmfiles: ParsedHelmfiles;
  /** The texts of the helmfiles, and of other files that differ from the directory, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly name: string;
  readonly decisions: Decisions;
  /** All publications of the span; `now` is its end. */
  readonly fixtures: Fixtures;
  readonly behaviour: Behaviour;
  readonly days: number;
  /** The end of the span. */
  readonly now: number;
  /** Run Renovate also on days on which nothing can happen. */
  readonly everyDay?: boolean;
  readonly globalConfig?: Readonly<Record<string, unknown>>;
  readonly onProgress?: (text: string) => void;
}

/** The result of a rehearsal. */
export interface RehearsalEnd {
  readonly journal: Journal;
  /** Renovate's version. */
  readonly renovate: string;
}

/** The hours after people at which gates and Renovate run. */
const evening = hour;

/** Simulates the days, one after the other. */
export async function runRehearsal(input: RehearsalInput): Promise<RehearsalEnd> {
  const moments = Array.from({ length: input.days + 1 }, (_, index) => input.now - evening - (input.days - index) * day);
  const start = moments[0] ?? input.now;
  const begin = listBeginnings(input, start);
  let world: World | undefined;
  await using session = await startLiveSession({
    fixtures: input.fixtures,
    name: input.name,
    directory: input.directory,
    files: { ...input.files, ...startFiles(input, begin) },
    start: new Date(start),
    passes: moments.length,
    globalConfig: input.globalConfig ?? {},
    onMerge: async (pullRequest) => world !== undefined && (await mergeForRenovate(world, pullRequest)),
  });
  world = createWorld(input, session, { moments, begin });
  let previous = start;
  for (const [index, now] of moments.entries()) {
    input.onProgress?.(`day ${index} of ${input.days}: ${new Date(now).toISOString().slice(0, 10)}`);
    const later = now + evening;
    const isCalm = [await rollBackDue(world, now), await mergeDue(world, now), await promoteIn(world, later)].every(
      (happened) => !happened,
    );
    const isReleased = begin.some((one) => one.published.some(({ released }) => released > previous && released <= later));
    if (index === 0 || input.everyDay === true || !isCalm || isReleased || world.isRestless) await visit(world, later);
    previous = later;
  }
  return { journal: closeJournal(world), renovate: session.renovate };
}

/** Releases with a literal version, and their first versions. */
function listBeginnings({ fleet, helmfiles, fixtures }: RehearsalInput, start: number): readonly Beginning[] {
  const publications = listPublications(fixtures);
  return [...listRunning(fleet, helmfiles)].flatMap(([environment, releases]) =>
    releases.flatMap(({ name: release, version, chart, repositoryUrl = "", oci }): Beginning[] => {
      if (version === undefined || semver.valid(version) === null) return [];
      const published = publications({ chart, repositoryUrl, oci }).map((one) => ({
        version: one.version,
        released: one.released.getTime(),
      }));
      return [{ environment, release, version: findStartingVersion(version, published, start), published }];
    }),
  );
}

/** The helmfiles with the versions of the first day. */
function startFiles({ fleet, helmfiles, files }: RehearsalInput, begin: readonly Beginning[]): Record<string, string> {
  const changed: Record<string, string> = {};
  for (const [path, { releases }] of helmfiles) {
    const names = fleet.environments.filter((environment) => matchesAny(path, environment.helmfiles)).map(({ name }) => name);
    let text = files[path] ?? "";
    for (const { name: release, version, line } of releases) {
      const first = begin.find((one) => names.includes(one.environment) && one.release === release);
      if (first === undefined || version === undefined) continue;
      text = replaceVersion(text, line, { from: version, to: first.version }) ?? text;
    }
    changed[path] = text;
  }
  return changed;
}

function createWorld(
  { fleet, helmfiles, decisions, behaviour }: RehearsalInput,
  session: LiveSession,
  { moments, begin }: { moments: readonly number[]; begin: readonly Beginning[] },
): World {
  return {
    // A script could only report on today.
    fleet: { ...fleet, environments: fleet.environments.map(withoutScript) },
    paths: [...helmfiles.keys()],
    decisions,
    behaviour,
    session,
    moments,
    begin,
    events: [],
    breaches: [],
    complaints: new Set(),
    starved: new Map(),
    offers: new Map(),
    known: new Set(),
    rollbacks: [],
    preset: undefined,
    renovateRuns: 0,
    visitedAt: 0,
    isRestless: false,
    clock: moments[0] ?? 0,
    read: undefined,
  };
}

function withoutScript(environment: ResolvedEnvironment): ResolvedEnvironment {
  if (environment.promotion === undefined) return environment;
  const { verify: _verify, ...promotion } = environment.promotion;
  return { ...environment, promotion };
}

async function mergeForRenovate(world: World, pullRequest: LivePullRequest): Promise<boolean> {
  const offer = world.offers.get(pullRequest.number);
  const now = world.visitedAt;
  return offer !== undefined && (await mergeOffer(world, offer, { by: "automerge", now, committedAt: now - head }));
}

function closeJournal(world: World): Journal {
  const { moments, begin, events, breaches, complaints, starved, renovateRuns } = world;
  return {
    moments,
    environments: world.fleet.environments,
    begin,
    events,
    breaches,
    complaints: [...complaints],
    starved: [...starved].map(([key, about]) => {
      const [environment = "", release = ""] = key.split(" ");
      return { environment, release, ...about };
    }),
    renovateRuns,
  };
}

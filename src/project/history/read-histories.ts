import { UserError } from "../../core/user-error.ts";
import type { Histories, HelmfileAt } from "../../promotion/index.ts";
import { readPatchLog, readRenames } from "../../io/git/patch-log.ts";
import type { PatchedCommit } from "../../io/git/patches.ts";
import { applyPatch, describeUnreadable, openTimeline, type Timeline } from "./helmfile-timeline.ts";
import { needsAsking, type TemplateSettings } from "../reading/asked-helmfile.ts";
import { describeRepository, type Repository } from "../../io/git/repository.ts";
import { openPathHistory, type PathHistory } from "../../io/git/path-history.ts";
import { readWholeHistory } from "./whole-history.ts";
import { findTool, programs } from "../../io/programs/tools.ts";

/** The history to read. */
export interface HistoryRequest {
  /** Any folder of the repository. Paths are relative to it. */
  readonly directory: string;
  /** The branch, tag or commit at which history ends. Default: HEAD. */
  readonly commit?: string;
  readonly environments: readonly HelmfileOf[];
  /** The commits in which a file may come into its set from outside with its past. Default: all. */
  readonly adoption?: ReadonlySet<string>;
  /** Read what a shallow clone has. Default: throw. */
  readonly isPartial?: boolean;
}

/** The helmfile of an environment, or one of them. */
type HelmfileOf = {
  readonly name: string;
  readonly helmfile: string;
  /** All files of its set, which have histories of their own. */
  readonly set?: readonly string[];
} & TemplateSettings;

/** Histories by environment, and one warning for each unreadable file. */
export interface HistoryReading {
  readonly histories: Histories;
  readonly warnings: readonly string[];
}

/**
 * Reads the history of helmfiles along the first parents of a commit, in one `git log`, and follows files that
 * were renamed. Throws a `UserError` for a shallow clone, and if the commit does not exist.
 */
export async function readHistories({
  directory,
  commit = "HEAD",
  environments,
  adoption,
  isPartial,
}: HistoryRequest): Promise<HistoryReading> {
  const { path: git } = await findTool(programs.git);
  const place = isPartial === true ? await describeRepository(directory) : await requireWholeHistory(directory);
  const histories = new Map<string, readonly HelmfileAt[]>();
  const warnings = new Set<string>();
  for (const group of withDistinctFiles(environments)) {
    const reading = await readGroup({ place, git, commit, ...(adoption !== undefined && { adoption }) }, group);
    for (const [name, history] of reading.histories) histories.set(name, history);
    for (const warning of reading.warnings) warnings.add(warning);
  }
  return { histories, warnings: [...warnings] };
}

/** One file may declare several environments, and is then read once for each. */
function withDistinctFiles(environments: readonly HelmfileOf[]): readonly (readonly HelmfileOf[])[] {
  const times = new Map<string, number>();
  const ranked = environments.map((environment) => {
    const rank = times.get(environment.helmfile) ?? 0;
    times.set(environment.helmfile, rank + 1);
    return { environment, rank };
  });
  return [...Map.groupBy(ranked, ({ rank }) => rank).values()].map((group) => group.map(({ environment }) => environment));
}

interface GroupPlace {
  readonly place: Repository;
  readonly git: string;
  readonly commit: string;
  readonly adoption?: ReadonlySet<string>;
}

async function readGroup({ place, git, commit, adoption }: GroupPlace, environments: readonly HelmfileOf[]): Promise<HistoryReading> {
  const settings = new Map(environments.map((environment) => [place.prefix + environment.helmfile, environment] as const));
  const paths = [...settings.keys()];
  const sets = new Map(
    environments.map(({ helmfile, set = [] }) => [place.prefix + helmfile, set.map((path) => place.prefix + path)] as const),
  );
  // A file of a set has a history of its own at each of its paths.
  const follows = (path: string, { before, id }: { before: string; id: string }): boolean => {
    const set = sets.get(path) ?? [];
    return set.length === 0 || (!set.includes(before) && (adoption?.has(id) ?? true));
  };
  const request = { ...place, git, commit, paths, settings, follows, others: openPathHistory(place.root, commit) };
  const timelines = paths.length === 0 ? new Map<string, FileHistory>() : await readWithOthers(request, await readTimelines(request));
  const histories = new Map<string, readonly HelmfileAt[]>();
  const warnings = new Set<string>();
  for (const { name, helmfile } of environments) {
    const timeline = timelines.get(place.prefix + helmfile);
    histories.set(name, timeline?.entries ?? []);
    for (const warning of timeline?.warnings ?? []) warnings.add(warning);
  }
  return { histories, warnings: [...warnings] };
}

interface FileHistory {
  readonly entries: readonly HelmfileAt[];
  readonly warnings: readonly string[];
  /** Other files that it would pull in. */
  readonly asked: ReadonlySet<string>;
  /** Its names, oldest first. */
  readonly names: readonly FileName[];
}

/** A name that a file had up to a commit. */
interface FileName {
  readonly path: string;
  readonly commit: string;
  /** The commit that gave it this name; undefined for the first name. */
  readonly since?: string;
}

/** Reads again, with all other files, what pulls in any that ever was there. All other helmfiles are their own text alone. */
async function readWithOthers(request: LogRequest, timelines: ReadonlyMap<string, FileHistory>): Promise<ReadonlyMap<string, FileHistory>> {
  const all = new Set([...timelines.values()].flatMap(({ asked }) => [...asked]));
  const areAlone = !(await request.others.hasAny(all));
  const read = new Map<string, FileHistory>();
  for (const [path, timeline] of timelines) {
    const isWhole = timeline.names.some((name) => needsAsking(name.path)) || (!areAlone && (await request.others.hasAny(timeline.asked)));
    read.set(path, isWhole ? await readWhole(request, timeline) : timeline);
  }
  return read;
}

async function readWhole({ root, settings }: LogRequest, timeline: FileHistory): Promise<FileHistory> {
  const entries: HelmfileAt[] = [];
  const warnings: string[] = [];
  const last = timeline.names.at(-1)?.path ?? "";
  for (const { path, commit, since } of timeline.names) {
    const whole = await readWholeHistory({ root, commit, path, settings: settings.get(last) });
    const start = since === undefined ? 0 : whole.entries.findIndex((entry) => entry.commit.id === since);
    entries.push(...whole.entries.slice(Math.max(start, 0)));
    warnings.push(...describeUnreadable({ path, ...whole }));
  }
  return { ...timeline, entries, warnings };
}

async function requireWholeHistory(directory: string): Promise<Repository> {
  const repository = await describeRepository(directory);
  if (!repository.isShallow) return repository;
  throw new UserError({
    message: "this clone is shallow, and promotion needs the whole history",
    hint: "fetch the whole history: git fetch --unshallow; in a workflow, check out with fetch-depth: 0",
  });
}

interface LogRequest extends Repository {
  /** The files that the helmfiles would pull in. */
  readonly others: PathHistory;
  readonly git: string;
  readonly commit: string;
  readonly paths: readonly string[];
  /** By path. */
  readonly settings: ReadonlyMap<string, TemplateSettings>;
  /** Whether the past of a file under an earlier name is its own. */
  readonly follows: (path: string, rename: { readonly before: string; readonly id: string }) => boolean;
}

/** Reads one log for all paths, and another one for their earlier names. */
async function readTimelines(request: LogRequest): Promise<ReadonlyMap<string, FileHistory>> {
  const byHeader = new Map(request.paths.map((path) => [`a/${path} b/${path}`, path]));
  const timelines = new Map(request.paths.map((path) => [path, openTimeline(path, request.settings.get(path))]));
  const births = new Map<string, PatchedCommit>();
  for await (const commit of readPatchLog(request)) {
    for (const file of commit.files) {
      const path = byHeader.get(file.header);
      if (path === undefined) throw new Error(`git log answered with another file: ${file.header}`);
      const timeline = timelines.get(path);
      if (timeline !== undefined) await applyPatch(timeline, commit, file);
      if (file.kind === "added") births.set(path, commit);
    }
    // git finds the answer while the log is read.
    if (commit.files.some(({ kind }) => kind === "added")) request.others.ask([...timelines.values()].flatMap(({ asked }) => [...asked]));
  }
  return await withEarlierNames(request, timelines, births);
}

async function withEarlierNames(
  request: LogRequest,
  timelines: ReadonlyMap<string, Timeline>,
  births: ReadonlyMap<string, PatchedCommit>,
): Promise<ReadonlyMap<string, FileHistory>> {
  const joined = new Map<string, FileHistory>();
  for (const [path, timeline] of timelines) {
    const { entries, asked } = timeline;
    joined.set(path, { entries, asked, warnings: describeUnreadable(timeline), names: [{ path, commit: request.commit }] });
  }
  for (const [id, born] of Map.groupBy(births, ([, commit]) => commit.id)) {
    const parent = born[0]?.[1].parent;
    if (parent === undefined) continue;
    const renames = await readRenames(request, parent, id);
    const named = born.map(([path]) => ({ path, before: renames.get(path) })).filter(hasName);
    const moved = named.filter(({ path, before }) => request.follows(path, { before, id }));
    if (moved.length === 0) continue;
    const settings = new Map(moved.map(({ path, before }) => [before, request.settings.get(path) ?? {}] as const));
    const earlier = await readTimelines({ ...request, commit: parent, paths: [...settings.keys()], settings });
    for (const { path, before } of moved) {
      const timeline = joined.get(path);
      const past = earlier.get(before);
      if (timeline === undefined || past === undefined) continue;
      const since = timeline.entries.slice(timeline.entries.findLastIndex(({ commit }) => commit.id === id));
      joined.set(path, {
        entries: [...past.entries, ...since],
        warnings: [...past.warnings, ...timeline.warnings],
        asked: new Set([...past.asked, ...timeline.asked]),
        names: [...past.names, { path, commit: request.commit, since: id }],
      });
    }
  }
  return joined;
}

function hasName(move: { path: string; before: string | undefined }): move is { path: string; before: string } {
  return move.before !== undefined;
}

import { count } from "../../../core/count.ts";
import { parseNow } from "../../../core/time.ts";
import { renderJson } from "../../../core/json-text.ts";
import { UserError } from "../../../core/user-error.ts";
import { listPublications, type Fixtures } from "../../../dryrun/index.ts";
import { findGitRoot } from "../../../io/git/repository.ts";
import { readIfFile } from "../../../io/files/read-file.ts";
import { findSecretNames } from "../../../project/renovate-config.ts";
import type { Decisions, Running } from "../../../promotion/index.ts";
import { defaultBehaviour, makeReport, type Behaviour } from "../../../rehearsal/index.ts";
import { gatesReference } from "../../../renovate/index.ts";
import { listHelmfileFolders, requireFolders } from "../../../project/left-out-files.ts";
import { openProject, type Project } from "../../../project/open-project.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { startProgress } from "../../terminal/progress.ts";
import { listRunning, readDecisions, requireFollowers } from "../../../project/promotion-input.ts";
import { downloadVersions, listHostRules, loadCharts } from "./charts.ts";
import { readGatesIn } from "./renovate-config.ts";
import { runRehearsal } from "./days.ts";
import { renderRehearsal } from "./text.ts";

export interface RehearseOptions {
  readonly directory: string;
  readonly json: boolean;
  readonly days: string;
  /** Files of fixtures. Default: the indexes of the chart repositories. */
  readonly charts?: readonly string[];
  readonly now?: string;
  readonly mergeDev: string;
  readonly mergeFollower: string;
  readonly badShare: string;
  readonly rollbackAfter: string;
  readonly seed: string;
  readonly everyDay: boolean;
}

/** `desalt rehearse`: replays the last days of the charts, and shows when each environment would have been upgraded. */
export async function runRehearse(options: RehearseOptions): Promise<ExitCode> {
  const { directory, json, charts: paths = [], everyDay } = options;
  const days = readNumber(options.days, { flag: "--days", least: 1, most: 1000, isWhole: true });
  const behaviour = readBehaviour(options);
  await findGitRoot(directory);
  const loaded = await openProject(directory);
  requireFollowers(loaded.fleet, loaded.source);
  await requireFolders(directory, listHelmfileFolders(loaded.fleet));
  const { fleet, helmfiles } = loaded;
  const running = listRunning(fleet, helmfiles);
  requireReleases(running, loaded);
  const progress = startProgress(`rehearsing ${count(days, "day")}`);
  try {
    const charts = paths.length > 0 ? await loadCharts(paths) : await downloadVersions(fleet, running);
    const now = Math.floor(parseNow(options.now ?? charts.fixtures.now, Date.now()) / 1000) * 1000;
    const secrets = Object.fromEntries(findSecretNames(directory).map((secret) => [secret, "not-needed"]));
    const fixtures = { ...charts.fixtures, now: new Date(now).toISOString(), secrets: { ...secrets, ...charts.fixtures.secrets } };
    const name = fleet.repository ?? "local/repository";
    const config = readGatesIn(directory, fleet, gatesReference({ repository: name }) ?? "");
    const end = await runRehearsal({
      directory,
      fleet,
      helmfiles,
      name,
      fixtures,
      behaviour,
      days,
      now,
      everyDay,
      files: { ...readHelmfiles(directory, loaded), ...config.files },
      decisions: readPast({ directory, loaded, running, fixtures }),
      // Renovate runs once a day, so a limit per hour would become a limit per day.
      globalConfig: { force: { prHourlyLimit: 0 }, hostRules: listHostRules(charts.unknown) },
      onProgress: progress.update,
    });
    const notes = [...charts.notes, ...config.notes, ...noteScripts(loaded), ...end.journal.complaints.map((text) => `Renovate: ${text}`)];
    const report = makeReport({ ...end, behaviour, unknown: charts.unknown, notes });
    progress.stop();
    process.stdout.write(json ? renderJson(report) : renderRehearsal(report));
    if (report.breaches.length > 0) return 1;
    return report.unknown.length > 0 ? 2 : 0;
  } finally {
    progress.stop();
  }
}

function readBehaviour({ mergeDev, mergeFollower, badShare, rollbackAfter, seed }: RehearseOptions): Behaviour {
  return {
    ...defaultBehaviour,
    mergeDev: readNumber(mergeDev, { flag: "--merge-dev", least: 0, most: 1000, isWhole: true }),
    mergeFollower: readNumber(mergeFollower, { flag: "--merge-follower", least: 0, most: 1000, isWhole: true }),
    badShare: readNumber(badShare, { flag: "--bad-share", least: 0, most: 1, isWhole: false }),
    rollbackAfter: readNumber(rollbackAfter, { flag: "--rollback-after", least: 1, most: 1000, isWhole: true }),
    seed,
  };
}

interface NumberRange {
  readonly flag: string;
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
}

function readNumber(text: string, { flag, least, most, isWhole }: NumberRange): number {
  const number = text.trim() === "" ? Number.NaN : Number(text);
  if (number >= least && number <= most && (!isWhole || Number.isInteger(number))) return number;
  throw new UserError({
    message: `${flag} must be a ${isWhole ? "whole " : ""}number from ${least} to ${most}, not "${text}"`,
    hint: `for example: ${flag} ${isWhole ? Math.max(least, 30) : 0.1}`,
  });
}

function requireReleases(running: Running, { source }: Project): void {
  if ([...running.values()].flat().some(({ version }) => version !== undefined)) return;
  throw new UserError({
    message: `no helmfile has a release with a literal version (${source}, environments)`,
    hint: "create the helmfiles with: npx desalt generate",
  });
}

function readHelmfiles(directory: string, { helmfiles }: Project): Record<string, string> {
  return Object.fromEntries([...helmfiles.keys()].map((path) => [path, readIfFile(directory, path) ?? ""]));
}

interface Past {
  readonly directory: string;
  readonly loaded: Project;
  readonly running: Running;
  readonly fixtures: Fixtures;
}

/** Decisions take effect on their dates. They may name all versions of the charts. */
function readPast({ directory, loaded, running, fixtures }: Past): Decisions {
  const publications = listPublications(fixtures);
  const versions = new Map<string, Set<string>>();
  for (const { name, version, chart, repositoryUrl = "", oci } of [...running.values()].flat()) {
    const published = publications({ chart, repositoryUrl, oci }).map((one) => one.version);
    versions.set(name, new Set([...(versions.get(name) ?? []), ...published, ...(version === undefined ? [] : [version])]));
  }
  const { decisions, error } = readDecisions(directory, { environments: loaded.fleet.environments, versions });
  if (error !== undefined) throw error;
  return decisions;
}

function noteScripts({ fleet }: Project): string[] {
  const names = fleet.environments.filter(({ promotion }) => promotion?.verify !== undefined).map(({ name }) => name);
  return names.length === 0
    ? []
    : [`verification scripts (${names.join(", ")}) cannot run in the past; the rehearsal assumes that they pass`];
}

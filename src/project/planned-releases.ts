import { statSync } from "node:fs";
import { dirname } from "node:path/posix";
import { stringify } from "yaml";
import { isGenerated } from "../core/generated-file.ts";
import { matchesAny } from "../core/path-pattern.ts";
import type { DeclaredFleet, DeclaredRelease, PlannedRepository, UnreadHelmfile } from "../dryrun/index.ts";
import type { ResolvedEnvironment, ResolvedFleet } from "../fleet/index.ts";
import {
  findPackageName,
  isFetchedByAddress,
  findRepositoryAddress,
  isLocalChart,
  type ParsedHelmfile,
  type ParsedRelease,
  type Surroundings,
} from "../helmfile/index.ts";
import { listPlannedEnvironments } from "./generated-files.ts";
import { listHelmfiles } from "./helmfile-targets.ts";
import type { OpenFolder } from "./open-project.ts";
import { lookAround, readSide } from "./read-side.ts";
import { readDeclared } from "./reading/declared-releases.ts";

/** What a plan of a repository with a config needs to know besides its files: its environments, and their releases by the one reading. */
export async function planNames({
  fleet,
  directory,
}: OpenFolder): Promise<Required<Pick<PlannedRepository, "environmentOf" | "declared">>> {
  const environments = listPlannedEnvironments(fleet);
  return {
    environmentOf: (file) => environments.find(({ helmfiles }) => matchesAny(file, helmfiles))?.name,
    declared: await readFleetReleases(fleet, directory),
  };
}

async function readFleetReleases(fleet: ResolvedFleet, directory: string): Promise<DeclaredFleet> {
  const readings = await readSide(fleet, directory);
  return joinReadings(
    fleet.environments.flatMap((environment) => {
      // A file of another maker under the name of a generated helmfile is none of the fleet's.
      const own = (readings.get(environment.name) ?? []).filter(({ text }) => environment.isHandWritten || isGenerated(text));
      return own.map(({ helmfile, texts }) => ({
        environment: environment.name,
        helmfile,
        involved: [...texts.keys()],
        declared: environment,
      }));
    }),
  );
}

/** A repository without a config, on disk or in memory. */
export interface PlainRepository {
  readonly directory?: string | undefined;
  /** Texts in memory, in place of the directory's. */
  readonly files?: Readonly<Record<string, string | object>> | undefined;
  readonly environmentOf?: ((file: string) => string | undefined) | undefined;
}

/** Reads the releases of all helmfiles that no other one includes. Each is an environment with its folder's name. */
export async function readAllReleases({ directory, files = {}, environmentOf }: PlainRepository): Promise<DeclaredFleet> {
  const isFolder = directory !== undefined && statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true;
  const onDisk = isFolder ? await listHelmfiles(directory) : [];
  const paths = [...new Set([...onDisk, ...Object.keys(files)])].filter((path) =>
    /(?:^|\/)(?:helmfile|helmfile\.d\/[^/]+)\.ya?ml(?:\.gotmpl)?$/u.test(path),
  );
  const surroundings = overlay(files, isFolder ? lookAround(directory) : undefined);
  const readings = await Promise.all(paths.toSorted().map(async (path) => await readDeclared({ path, files: surroundings })));
  const included = new Set(readings.flatMap((helmfile) => (helmfile.nested ?? []).flatMap(listPaths)));
  return joinReadings(
    readings
      .filter(({ path }) => !included.has(path))
      .map((helmfile) => ({
        environment: environmentOf?.(helmfile.path) ?? dirname(helmfile.path),
        helmfile,
        involved: helmfile.involved,
      })),
  );
}

function listPaths({ path, nested = [] }: ParsedHelmfile): readonly string[] {
  return [path, ...nested.flatMap(listPaths)];
}

/** Texts in memory over the files of a folder. */
function overlay(files: Readonly<Record<string, string | object>>, below: Surroundings | undefined): Surroundings {
  const names = Object.keys(files);
  // A plan writes an object as JSON, which is the same to Renovate, but not to helmfile.
  const textOf = (file: string | object): string => (typeof file === "string" ? file : stringify(file));
  return {
    isFolder: (path) => names.some((name) => name.startsWith(`${path}/`)) || below?.isFolder(path) === true,
    readText: (path) => {
      const file = files[path];
      return file === undefined ? below?.readText(path) : textOf(file);
    },
    list: (path) => {
      const own = names.filter((name) => name.startsWith(`${path}/`)).map((name) => name.slice(path.length + 1).split("/", 1)[0] ?? "");
      return [...new Set([...own, ...(below?.list(path) ?? [])])].toSorted();
    },
  };
}

interface Reading {
  readonly environment: string;
  readonly helmfile: ParsedHelmfile;
  readonly involved: readonly string[];
  readonly declared?: ResolvedEnvironment;
}

function joinReadings(readings: readonly Reading[]): DeclaredFleet {
  return {
    releases: readings.flatMap((reading) => listReleases(reading.helmfile, reading)),
    unread: readings.flatMap(({ environment, helmfile }): UnreadHelmfile[] => {
      const { path: file, notUnderstood } = helmfile;
      if (notUnderstood === undefined) return [];
      return [{ environment, file: notUnderstood.path ?? file, line: notUnderstood.line, reason: notUnderstood.reason }];
    }),
  };
}

function listReleases(helmfile: ParsedHelmfile, reading: Reading): DeclaredRelease[] {
  const own = helmfile.releases.map((release) => describeRelease(release, helmfile, reading));
  return [...own, ...(helmfile.nested ?? []).flatMap((nested) => listReleases(nested, reading))];
}

function describeRelease(
  release: ParsedRelease,
  helmfile: ParsedHelmfile,
  { environment, helmfile: root, involved, declared }: Reading,
): DeclaredRelease {
  const { name, namespace, chart = "", version } = release;
  const packageName = findPackageName(release, helmfile);
  const registry = findRepositoryAddress(release, helmfile);
  const cluster = findOnlyCluster(name, declared);
  const pin = declared?.releases.find((one) => one.name === name)?.pin;
  const doubt = release.doubt ?? root.notUnderstood?.reason;
  return {
    environment,
    ...(cluster !== undefined && { cluster }),
    release: name,
    ...(namespace !== undefined && { namespace }),
    chart,
    ...(version !== undefined && { version }),
    file: helmfile.path,
    involved,
    ...(packageName !== undefined && { packageName }),
    ...(registry !== undefined && { registry }),
    ...(pin !== undefined && { pin: `pinned at ${pin.version}: ${pin.reason}` }),
    ...(isUnserved(release) && { isUnserved: true as const }),
    ...(doubt !== undefined && { doubt }),
  };
}

/** A folder, or an address from which helmfile fetches the chart by itself. */
function isUnserved({ chart = "", isFolder }: ParsedRelease): boolean {
  return isFolder === true || isLocalChart(chart) || isFetchedByAddress(chart);
}

function findOnlyCluster(release: string, environment: ResolvedEnvironment | undefined): string | undefined {
  const absent = environment?.releases.find(({ name }) => name === release)?.absentFrom ?? [];
  const [cluster, ...others] = environment?.clusters.filter(({ name }) => !absent.includes(name)) ?? [];
  return others.length === 0 && environment !== undefined && environment.clusters.length > 1 ? cluster?.name : undefined;
}

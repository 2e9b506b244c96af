import type { GeneratedFile } from "../../core/generated-file.ts";
import { renderJson } from "../../core/json-text.ts";
import { isRecord } from "../../core/json-value.ts";
import { nameOfPlace, pathBelow, pathOfPlace, type Place } from "./deployment.ts";
import { computeWaves } from "./waves.ts";

/** Below the manifests' directory; Argo CD reads the records, never objects, from here. */
const folder = ".desalt/applications";

/** Where a removed release's Application looks: a folder without objects. */
const emptyFolder = ".desalt/removed";

/** A release that has manifests. */
export interface RecordedRelease extends Place {
  readonly release: string;
  /** Of its manifests, below the manifests' directory: `prd/tokyo/portal`. Namesakes of a place have folders of their own. */
  readonly folder: string;
  /** Of the release, where it has one. */
  readonly namespace?: string;
  /** Releases of the same place, by name or as `namespace/name`. Default: none. */
  readonly needs?: readonly string[];
}

/** What the records are made of. */
export interface ApplicationRecords {
  /** Of the manifests in their repository: `gitops.directory`. */
  readonly directory: string;
  readonly releases: readonly RecordedRelease[];
  /** For releases without a namespace, by environment or cluster. */
  readonly namespaceOf: (place: Place) => string;
  /** The records of the rendered environments as they are now, below the manifests' directory. */
  readonly previous: readonly GeneratedFile[];
  /** Folders of releases, and of places, that could not be rendered: their records stay as they are. Default: none. */
  readonly failed?: readonly string[];
}

/**
 * Renders what the ApplicationSets read, one small file for each release; paths are below the manifests' directory. The
 * record of a release that is gone stays, and names an empty folder: its Application then deletes what was deployed,
 * where pruning is on, while an Application that vanished would leave all of it behind. People remove such a record.
 */
export function renderApplicationRecords(records: ApplicationRecords): readonly GeneratedFile[] {
  const { directory, releases, previous, failed = [] } = records;
  const byPlace = Map.groupBy(releases, pathOfPlace);
  const files = [...byPlace.values()].flatMap((neighbours) => {
    const waves = computeWaves(neighbours.map(({ release, needs = [] }) => ({ name: release, needs })));
    return neighbours.map((release) => renderRecord(release, waves.get(release.release) ?? 0, records));
  });
  const present = new Set(files.map(({ path }) => path));
  const others = previous.filter(({ path }) => path.startsWith(`${folder}/`) && path.endsWith(".json") && !present.has(path));
  const left = others.map((file) => (failed.some((path) => isAtOrBelow(file.path, path)) ? file : renderRemoved(file, directory)));
  const note = { path: `${emptyFolder}/README.md`, text: removedNote };
  return [...files, ...left, note].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function isAtOrBelow(record: string, path: string): boolean {
  return record === `${folder}/${path}.json` || record.startsWith(`${folder}/${path}/`);
}

const removedNote = `Releases that were removed from the fleet: their records in \`${folder}\` name this folder, which holds no objects, so that
their Applications delete what was deployed. When an Application is empty, its record may be deleted, and the Application goes.
`;

/** The pattern by which an ApplicationSet finds a place's records. */
export function recordsPattern(directory: string, place: Place): string {
  return pathBelow(directory, `${folder}/${pathOfPlace(place)}/*.json`);
}

function renderRecord(release: RecordedRelease, wave: number, { directory, namespaceOf }: ApplicationRecords): GeneratedFile {
  const record = {
    environment: release.environment,
    cluster: nameOfPlace(release),
    release: nameOf(release),
    namespace: release.namespace ?? namespaceOf(release),
    wave: String(wave),
    // Not "path", under which the generator puts that of the record itself.
    directory: pathBelow(directory, release.folder),
    removed: false,
  };
  return { path: `${folder}/${release.folder}.json`, text: renderJson(record) };
}

/** Applications of one place need names of their own: the folder of a namesake says its namespace behind an underscore. */
function nameOf({ release, folder: own }: RecordedRelease): string {
  const last = own.slice(own.lastIndexOf("/") + 1);
  return last.includes("_") ? last.replaceAll("_", "-") : release;
}

/** A record that is none is left alone: the ApplicationSet complains of it by name. */
function renderRemoved({ path, text }: GeneratedFile, directory: string): GeneratedFile {
  const record = parseRecord(text);
  if (record === undefined) return { path, text };
  return { path, text: renderJson({ ...record, directory: pathBelow(directory, emptyFolder), removed: true }) };
}

function parseRecord(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? parsed : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

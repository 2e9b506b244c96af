import type { GeneratedFile } from "../../core/generated-file.ts";
import { parseJson, renderJson } from "../../core/json-text.ts";
import { isRecord } from "../../core/json-value.ts";
import { nameOfDeployment, pathBelow, folderOfDeployment, type Deployment } from "./deployment.ts";
import { computeWaves } from "./waves.ts";

/** The folder of the records below the manifests' directory. Argo CD reads only records from it, never objects. */
const folder = ".desalt/applications";

/** The folder without objects that the Application of a removed release reads. */
const emptyFolder = ".desalt/removed";

/** A release that has manifests. */
export interface RecordedRelease extends Deployment {
  readonly release: string;
  /** The folder of its manifests, below the manifests' directory: `prd/tokyo/portal`. Releases of the same name have separate folders. */
  readonly folder: string;
  /** The release's namespace, if it has one. */
  readonly namespace?: string;
  /** Releases of the same place, by name or as `namespace/name`. Default: none. */
  readonly needs?: readonly string[];
}

/** The inputs of the records. */
export interface ApplicationRecords {
  /** The directory of the manifests in their repository: `gitops.directory`. */
  readonly directory: string;
  readonly releases: readonly RecordedRelease[];
  /** The namespaces of releases without one, by environment or cluster. */
  readonly namespaceOf: (place: Deployment) => string;
  /** The current records of the rendered environments, below the manifests' directory. */
  readonly previous: readonly GeneratedFile[];
  /** Folders of releases and environments that could not be rendered. Their records do not change. Default: none. */
  readonly failed?: readonly string[];
}

/**
 * Renders the records that the ApplicationSets read, one small file for each release. Paths are below the manifests' directory. The
 * record of a removed release stays, and names an empty folder. Its Application then deletes the deployed objects,
 * if pruning is on. Without the record, the Application and not its objects would disappear. People delete such records.
 */
export function renderApplicationRecords(records: ApplicationRecords): readonly GeneratedFile[] {
  const { directory, releases, previous, failed = [] } = records;
  const byPlace = Map.groupBy(releases, folderOfDeployment);
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
their Applications delete what was deployed. When an Application is empty, delete its record to delete the Application.
`;

/** The pattern with which an ApplicationSet finds the records of its environment or cluster. */
export function recordsPattern(directory: string, place: Deployment): string {
  return pathBelow(directory, `${folder}/${folderOfDeployment(place)}/*.json`);
}

function renderRecord(release: RecordedRelease, wave: number, { directory, namespaceOf }: ApplicationRecords): GeneratedFile {
  const record = {
    environment: release.environment,
    cluster: nameOfDeployment(release),
    release: nameOf(release),
    namespace: release.namespace ?? namespaceOf(release),
    wave: String(wave),
    // Not "path", because the generator uses that name for the record's own path.
    directory: pathBelow(directory, release.folder),
    removed: false,
  };
  return { path: `${folder}/${release.folder}.json`, text: renderJson(record) };
}

/** Makes a unique name for an Application. Folders of releases with the same name end in an underscore and the namespace. */
function nameOf({ release, folder: own }: RecordedRelease): string {
  const last = own.slice(own.lastIndexOf("/") + 1);
  return last.includes("_") ? last.replaceAll("_", "-") : release;
}

/** Parses a record. An invalid one does not change, because the ApplicationSet reports it by name. */
function renderRemoved({ path, text }: GeneratedFile, directory: string): GeneratedFile {
  const record = parseRecord(text);
  if (record === undefined) return { path, text };
  return { path, text: renderJson({ ...record, directory: pathBelow(directory, emptyFolder), removed: true }) };
}

function parseRecord(text: string): Readonly<Record<string, unknown>> | undefined {
  const parsed = parseJson(text);
  return isRecord(parsed) ? parsed : undefined;
}

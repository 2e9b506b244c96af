import type { GeneratedFile } from "../../core/generated-file.ts";
import { renderJson } from "../../core/json-text.ts";
import { isRecord } from "../../core/json-value.ts";
import { nameOfPlace, pathBelow, pathOfPlace, type Place } from "./place.ts";
import { computeWaves } from "./waves.ts";

/** Below the manifests' directory; Argo CD reads the records, never objects, from here. */
const folder = ".desalt/applications";

/** Where a removed release's Application looks: a folder without objects. */
const emptyFolder = ".desalt/removed";

/** A release that has manifests. */
export interface RecordedRelease extends Place {
  readonly release: string;
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
  /** The records that are there now, below the manifests' directory. */
  readonly previous: readonly GeneratedFile[];
}

/**
 * Renders what the ApplicationSets read, one small file for each release; paths are below the manifests' directory. The
 * record of a release that is gone stays, and names an empty folder: its Application then deletes what was deployed,
 * where pruning is on, while an Application that vanished would leave all of it behind. People remove such a record.
 */
export function renderApplicationRecords({ directory, releases, namespaceOf, previous }: ApplicationRecords): readonly GeneratedFile[] {
  const byPlace = Map.groupBy(releases, pathOfPlace);
  const files = [...byPlace.values()].flatMap((neighbours) => {
    const waves = computeWaves(neighbours.map(({ release, needs = [] }) => ({ name: release, needs })));
    return neighbours.map((release) => renderRecord(release, { directory, wave: waves.get(release.release) ?? 0, namespaceOf }));
  });
  const present = new Set(files.map(({ path }) => path));
  const removed = previous.filter(({ path }) => path.startsWith(`${folder}/`) && path.endsWith(".json") && !present.has(path));
  const all = [...files, ...removed.flatMap((file) => renderRemoved(file, directory))];
  const note = { path: `${emptyFolder}/README.md`, text: removedNote };
  return [...all, note].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

const removedNote = `Releases that were removed from the fleet: their records in \`${folder}\` name this folder, which holds no objects, so that
their Applications delete what was deployed. When an Application is empty, its record may be deleted, and the Application goes.
`;

/** The pattern by which an ApplicationSet finds a place's records. */
export function recordsPattern(directory: string, place: Place): string {
  return pathBelow(directory, `${folder}/${pathOfPlace(place)}/*.json`);
}

function renderRecord(
  { release, namespace, ...place }: RecordedRelease,
  { directory, wave, namespaceOf }: { readonly directory: string; readonly wave: number; readonly namespaceOf: (place: Place) => string },
): GeneratedFile {
  const record = {
    environment: place.environment,
    cluster: nameOfPlace(place),
    release,
    namespace: namespace ?? namespaceOf(place),
    wave: String(wave),
    // Not "path", under which the generator puts that of the record itself.
    directory: pathBelow(directory, `${pathOfPlace(place)}/${release}`),
    removed: false,
  };
  return { path: `${folder}/${pathOfPlace(place)}/${release}.json`, text: renderJson(record) };
}

/** A record that is none is left alone: the ApplicationSet complains of it by name. */
function renderRemoved({ path, text }: GeneratedFile, directory: string): readonly GeneratedFile[] {
  const record = parseRecord(text);
  if (record === undefined) return [{ path, text }];
  return [{ path, text: renderJson({ ...record, directory: pathBelow(directory, emptyFolder), removed: true }) }];
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

import {
  findPlaces,
  listReleases,
  makeSkeleton,
  markVersions,
  matchSegments,
  mayCompareVersions,
  orderOf,
  type ParsedHelmfile,
  type ParsedRelease,
  type Skeleton,
  type Surroundings,
  type VersionPlace,
} from "../../helmfile/index.ts";
import type { DeclaredReleases } from "../reading/declared-releases.ts";

/** Files at a commit, with what was asked for so far. */
interface RecordedFiles extends Surroundings {
  readonly visited: ReadonlySet<string>;
  readonly listed: ReadonlySet<string>;
}

/** Readings of a templated helmfile at other commits, which tell what it declares where only versions differ. */
export interface Skeletons {
  /** What the files declare, if they differ from a known reading by exact versions alone. */
  find(files: RecordedFiles): DeclaredReleases | undefined;
  /** Remembers a reading. `read` reads the same helmfile with other texts. */
  learn(files: RecordedFiles, declared: DeclaredReleases, read: (files: Surroundings) => Promise<DeclaredReleases>): Promise<void>;
}

interface Known {
  readonly skeleton: Skeleton;
  /** Paths without a text that are folders. */
  readonly folders: ReadonlySet<string>;
  /** By folder. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  readonly declared: DeclaredReleases;
  /** For each release, the file of its version and the rank of the place in it. Undefined if the version is written nowhere. */
  readonly places: readonly ({ readonly path: string; readonly rank: number } | undefined)[];
}

/** So many are tried, the last ones first, before helmfile is asked. */
const most = 8;

/** Keeps readings for the commits that follow. */
export function createSkeletons(): Skeletons {
  const known: Known[] = [];
  return {
    find: (files) => {
      for (const one of known.slice(0, most)) {
        const declared = apply(one, files);
        if (declared !== undefined) return declared;
      }
      return undefined;
    },
    learn: async (files, declared, read) => {
      const one = await describe(files, declared, read);
      if (one !== undefined) known.unshift(one);
    },
  };
}

async function describe(
  files: RecordedFiles,
  declared: DeclaredReleases,
  read: (files: Surroundings) => Promise<DeclaredReleases>,
): Promise<Known | undefined> {
  if (declared.notUnderstood !== undefined) return undefined;
  const texts = new Map([...files.visited].map((path) => [path, files.readText(path)] as const));
  const present = new Map([...texts].flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const])));
  if ([...present.values()].some(mayCompareVersions)) return undefined;
  const marked = markVersions(present, declared);
  const places = findPlaces(
    declared,
    await read({ ...files, readText: (path) => marked.texts.get(path) ?? files.readText(path) }),
    marked.places,
  );
  if (places === undefined) return undefined;
  const used = places.filter((place) => place !== undefined);
  return {
    skeleton: makeSkeleton(texts, used),
    folders: new Set([...texts].flatMap(([path, text]) => (text === undefined && files.isFolder(path) ? [path] : []))),
    names: new Map([...files.listed].map((folder) => [folder, files.list(folder)])),
    declared,
    places: places.map((place) => place && { path: place.path, rank: rankOf(place, used) }),
  };
}

function rankOf(place: VersionPlace, places: readonly VersionPlace[]): number {
  return orderOf(place.path, places).indexOf(place);
}

function apply(known: Known, files: RecordedFiles): DeclaredReleases | undefined {
  const { names, declared, places } = known;
  const versions = readVersions(known, files);
  if (versions === undefined) return undefined;
  for (const [folder, before] of names) if (files.list(folder).join("\0") !== before.join("\0")) return undefined;
  const byRelease = new Map(listReleases(declared).map((release, index) => [release, places[index]] as const));
  const withVersion = (release: ParsedRelease): ParsedRelease => {
    const place = byRelease.get(release);
    const version = place === undefined ? undefined : versions.get(place.path)?.[place.rank];
    return version === undefined ? release : { ...release, version };
  };
  const update = (helmfile: ParsedHelmfile): ParsedHelmfile => ({
    ...helmfile,
    releases: helmfile.releases.map(withVersion),
    ...(helmfile.nested !== undefined && { nested: helmfile.nested.map(update) }),
  });
  return { ...update(declared), involved: declared.involved };
}

/** The versions in each file; undefined if any file differs by more. */
function readVersions({ skeleton, folders }: Known, files: RecordedFiles): ReadonlyMap<string, readonly string[]> | undefined {
  const versions = new Map<string, readonly string[]>();
  for (const [path, segments] of skeleton.segments) {
    const text = files.readText(path);
    if (segments === undefined) {
      if (text !== undefined || files.isFolder(path) !== folders.has(path)) return undefined;
      continue;
    }
    const found = text === undefined ? undefined : matchSegments(segments, text);
    if (found === undefined) return undefined;
    versions.set(path, found);
  }
  return versions;
}

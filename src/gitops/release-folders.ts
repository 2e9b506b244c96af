import type { RenderFailure, RenderedRelease } from "../manifests/objects/index.ts";
import { safeName } from "./file-name.ts";

/** The folders that releases already have. */
export interface KnownFolders {
  /** Folders with files of the last render. */
  readonly used: ReadonlySet<string>;
  /** The namespace of the release in a folder; empty if it has none. Renders of older versions do not tell. */
  readonly owners: ReadonlyMap<string, string>;
}

/** The folder of an environment or a cluster. */
export function folderOf({ environment, cluster }: Pick<RenderedRelease, "environment" | "cluster">): string {
  return [environment, ...(cluster === undefined ? [] : [cluster])].map(safeName).join("/");
}

interface FolderChoice extends KnownFolders {
  readonly failures: readonly RenderFailure[];
}

/**
 * Chooses the folder of each release. A release keeps its folder whatever its siblings do, because an Application and random values
 * hang on it. Of releases with one name, a newcomer gets a suffix with an underscore, which no release name has.
 */
export function chooseFolders(releases: readonly RenderedRelease[], choice: FolderChoice): Map<RenderedRelease, string> {
  const groups = Map.groupBy(releases, (release) => `${folderOf(release)}/${safeName(release.release)}`);
  return new Map([...groups].flatMap(([folder, namesakes]) => chooseAmong(folder, namesakes, choice)));
}

function chooseAmong(folder: string, namesakes: readonly RenderedRelease[], choice: FolderChoice): [RenderedRelease, string][] {
  const { used, owners } = choice;
  const owner = owners.get(folder);
  const ownFolder = (release: RenderedRelease): string => `${folder}_${safeName(release.namespace ?? "")}`;
  const isOwner = (release: RenderedRelease): boolean => used.has(folder) && owner === (release.namespace ?? "");
  const newcomers = namesakes.filter((release) => !isOwner(release) && !used.has(ownFolder(release)));
  const heir = namesakes.some(isOwner) || !isFree(folder, namesakes, choice) ? undefined : newcomers[0];
  return namesakes.map((release) => [release, isOwner(release) || release === heir ? folder : ownFolder(release)]);
}

/** Whether the folder without a suffix may go to a newcomer. */
function isFree(folder: string, namesakes: readonly RenderedRelease[], { used, owners, failures }: FolderChoice): boolean {
  if (!used.has(folder)) return namesakes.length === 1;
  // Its owner may be the release that failed.
  const [first] = namesakes;
  const mayBeThere = failures.some(
    (failure) => first !== undefined && folderOf(failure) === folderOf(first) && (failure.release ?? first.release) === first.release,
  );
  if (mayBeThere) return false;
  // A release that moves to another namespace stays where it is. Which of several it was, nobody knows.
  return owners.get(folder) === undefined || namesakes.length === 1;
}

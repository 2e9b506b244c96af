/** Which commit of the fleet's repository some manifests were rendered from. */
export interface SourceCommit {
  /** `owner/name` on the forge, where it is known. */
  readonly repository?: string;
  readonly commit: string;
  readonly subject: string;
  /** `Name <address>`. */
  readonly author: string;
}

const trailer = "Source-Commit";

/** The message of a commit of manifests: what people merged, where it is, and whose it was. */
export function renderPublishMessage({ repository, commit, subject, author }: SourceCommit): string {
  const name = repository === undefined ? commit : `${repository}@${commit}`;
  return `${subject}\n\nRendered by desalt from ${name}\n\n${trailer}: ${commit}\nSource-Author: ${author}\n`;
}

/** The commit that manifests were rendered from, by the message of theirs; undefined where people wrote it. */
export function parseSourceCommit(message: string): string | undefined {
  return new RegExp(`^${trailer}: ([0-9a-f]{40,64})$`, "mu").exec(message)?.[1];
}

/** What is in one place: lists of files by environment, and the files themselves. */
export interface ListedManifests {
  /** Paths below the manifests' directory that render wrote, by environment. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  /** All paths below the manifests' directory. */
  readonly paths: readonly string[];
}

/** What is to be done to a branch; paths are below the manifests' directory. */
export interface PublishedChange {
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

const listFolder = ".desalt";

/**
 * The change that brings rendered environments to a branch. Only what a list there names is removed, and only of environments that
 * were rendered, or that are gone from the config and may go.
 */
export function computePublishedChange(
  rendered: ListedManifests,
  { published, gone }: { readonly published: ListedManifests; readonly gone: readonly string[] },
): PublishedChange {
  const written = [...rendered.lists].flatMap(([environment, paths]) => [...paths, ...ownFiles(environment, rendered.paths)]);
  const replaced = [...rendered.lists.keys()].flatMap((environment) => published.lists.get(environment) ?? []);
  const dropped = gone.flatMap((environment) => [...(published.lists.get(environment) ?? []), `${listFolder}/${environment}.json`]);
  const kept = new Set(written);
  return { written, removed: [...replaced, ...dropped].filter((path) => !kept.has(path)) };
}

/** What render keeps for itself and for Argo CD: the list, and the records of applications. */
function ownFiles(environment: string, paths: readonly string[]): readonly string[] {
  const folders = [`${listFolder}/applications/${environment}/`, `${listFolder}/removed/`];
  return paths.filter((path) => path === `${listFolder}/${environment}.json` || folders.some((folder) => path.startsWith(folder)));
}

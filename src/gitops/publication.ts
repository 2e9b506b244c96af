/** The commit of the fleet's repository from which manifests were rendered. */
export interface SourceCommit {
  /** `owner/name` on the forge, if known. */
  readonly repository?: string;
  readonly commit: string;
  readonly subject: string;
  /** `Name <address>`. */
  readonly author: string;
}

const trailer = "Source-Commit";

/** Renders the message of a commit of manifests: subject, repository, commit and author of the source. */
export function renderPublishMessage({ repository, commit, subject, author }: SourceCommit): string {
  const name = repository === undefined ? commit : `${repository}@${commit}`;
  return `${subject}\n\nRendered by desalt from ${name}\n\n${trailer}: ${commit}\nSource-Author: ${author}\n`;
}

/** Reads the source commit of manifests from the trailers of their commit's message. Returns undefined if a person wrote the message. */
export function parseSourceCommit(message: string): string | undefined {
  // The subject is that of any commit, and can look like a trailer.
  const [, ...paragraphs] = message.trimEnd().split(/\n{2,}/u);
  return new RegExp(`^${trailer}: ([0-9a-f]{40,64})$`, "mu").exec(paragraphs.at(-1) ?? "")?.[1];
}

/** The content of a folder or branch: lists of files by environment, and the files. */
export interface ListedManifests {
  /** Paths below the manifests' directory that render wrote, by environment. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  /** All paths below the manifests' directory. */
  readonly paths: readonly string[];
}

/** The change of a branch. Paths are below the manifests' directory. */
export interface PublishedChange {
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

const listFolder = ".desalt";

/**
 * Computes the change that publishes rendered environments to a branch. Removes only files in a list, and only of environments that
 * were rendered, or that were removed from the config and may be deleted.
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

/** Whether a path is one of render's own files: a list, or a record for Argo CD. */
function ownFiles(environment: string, paths: readonly string[]): readonly string[] {
  const folders = [`${listFolder}/applications/${environment}/`, `${listFolder}/removed/`];
  return paths.filter((path) => path === `${listFolder}/${environment}.json` || folders.some((folder) => path.startsWith(folder)));
}

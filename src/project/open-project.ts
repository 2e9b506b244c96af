import { type GeneratedFile, isGenerated } from "../core/generated-file.ts";
import { UserError, type Issue } from "../core/user-error.ts";
import type { ResolvedEnvironment } from "../fleet/index.ts";
import { parseHelmfiles, type ParsedHelmfiles } from "../helmfile/index.ts";
import { readIfFile } from "../io/files/read-file.ts";
import { readIndexFile } from "../io/git/index-files.ts";
import { openFleet, type OpenFleet } from "./open-fleet.ts";

/** A repository: its config, and the folder with it. */
export interface OpenFolder extends OpenFleet {
  /** The folder with the config: of the repository, or of a checkout. */
  readonly directory: string;
}

/** A repository with the helmfiles on disk, by path. */
export interface Project extends OpenFolder {
  readonly helmfiles: ParsedHelmfiles;
}

/** Loads a folder's config, checks it, and reads the helmfiles that it names. */
export async function openProject(directory: string): Promise<Project> {
  const { source, fleet } = await openFleet(directory);
  const issues = listMissingHelmfiles(directory, { source, fleet });
  if (issues.length > 0) throw new UserError(issues);
  const texts: GeneratedFile[] = [];
  for (const { helmfile, isHandWritten } of fleet.environments) {
    // A sparse checkout may leave it out: its versions must not fall back to those of the config.
    const text = readIfFile(directory, helmfile) ?? (await readIndexFile(directory, helmfile));
    if (text !== undefined && (isHandWritten || isGenerated(text))) texts.push({ path: helmfile, text });
  }
  return { directory, source, fleet, helmfiles: parseHelmfiles(texts) };
}

/** The hand-written helmfiles that a config names and its folder lacks. */
export function listMissingHelmfiles(directory: string, { source, fleet }: OpenFleet): Issue[] {
  const missing = fleet.environments.filter(
    ({ helmfile, isHandWritten }) => isHandWritten && readIfFile(directory, helmfile) === undefined,
  );
  return missing.map((environment) => missingHelmfile(environment, source));
}

function missingHelmfile({ name, helmfile }: ResolvedEnvironment, source: string): Issue {
  return {
    message: `"${helmfile}" was not found (${source}, environments.${name}.helmfile)`,
    hint: "write the helmfile's path relative to the repository's root",
  };
}

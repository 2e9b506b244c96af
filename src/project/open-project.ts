import { type GeneratedFile, isGenerated } from "../core/generated-file.ts";
import { fixedFolder, isPattern } from "../core/path-pattern.ts";
import { UserError, type Issue } from "../core/user-error.ts";
import type { ResolvedEnvironment } from "../fleet/index.ts";
import { parseHelmfiles, type ParsedHelmfiles, type Surroundings } from "../helmfile/index.ts";
import { readIfFile } from "../io/files/read-file.ts";
import { readIndexFile } from "../io/git/index-files.ts";
import { requireFolders } from "./left-out-files.ts";
import { openFleet, type OpenFleet } from "./open-fleet.ts";
import { lookAround } from "./read-side.ts";
import { listMatchingFiles } from "./reading/matching-files.ts";

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
  const { source, fleet, literalSecrets = [] } = await openFleet(directory);
  const issues = listHelmfileIssues(directory, { source, fleet });
  if (issues.length > 0) throw new UserError(issues);
  await requireFolders(
    directory,
    fleet.environments.flatMap(({ helmfiles }) => helmfiles.filter(isPattern).map(fixedFolder)),
  );
  const files = lookAround(directory);
  const texts = new Map<string, GeneratedFile>();
  for (const { helmfiles, isHandWritten } of fleet.environments) {
    for (const path of listMatchingFiles(helmfiles, files)) {
      // A sparse checkout may leave it out: its versions must not fall back to those of the config.
      const text = readIfFile(directory, path) ?? (await readIndexFile(directory, path));
      // Several environments may have one file.
      if (text !== undefined && (isHandWritten || isGenerated(text))) texts.set(path, { path, text });
    }
  }
  return { directory, source, fleet, literalSecrets, helmfiles: parseHelmfiles([...texts.values()]) };
}

/** What is wrong with the hand-written helmfiles of a folder: some do not exist, or belong to two environments. */
export function listHelmfileIssues(directory: string, { source, fleet }: OpenFleet): Issue[] {
  const files = lookAround(directory);
  const owners = new Map<string, string>();
  return fleet.environments.flatMap((environment) => {
    if (!environment.isHandWritten) return [];
    const missing = environment.helmfiles.flatMap((path) => describeMissing(path, { files, source, environment }));
    const inside = environment.helmfileEnvironment ?? "default";
    const shared = listMatchingFiles(environment.helmfiles, files).flatMap((path) => {
      const key = `${inside} ${path}`;
      const owner = owners.get(key);
      owners.set(key, owner ?? environment.name);
      return owner === undefined ? [] : [{ owner, path }];
    });
    return [...missing, ...shared.slice(0, 1).map((one) => describeShared(one, { source, environment }))];
  });
}

interface HelmfilePlaces {
  readonly files: Surroundings;
  readonly source: string;
  readonly environment: ResolvedEnvironment;
}

function describeMissing(path: string, { files, source, environment: { name } }: HelmfilePlaces): Issue[] {
  if (isPattern(path)) {
    if (listMatchingFiles([path], files).length > 0) return [];
    const hint = "write the pattern relative to the repository's root; `*` stays within a folder, and `**` is any number of folders";
    return [{ message: `"${path}" matches no file (${source}, environments.${name})`, hint }];
  }
  if (files.isFolder(path)) {
    const message = `"${path}" is a folder, not a helmfile (${source}, environments.${name}.helmfile)`;
    return [{ message, hint: `name its files with a pattern, for example: helmfile: "${path}/*.yaml"` }];
  }
  if (files.readText(path) !== undefined) return [];
  return [
    {
      message: `"${path}" was not found (${source}, environments.${name}.helmfile)`,
      hint: "write the helmfile's path relative to the repository's root",
    },
  ];
}

function describeShared(
  { owner, path }: { readonly owner: string; readonly path: string },
  { source, environment: { name } }: Pick<HelmfilePlaces, "source" | "environment">,
): Issue {
  return {
    message: `environments "${owner}" and "${name}" share the helmfile "${path}" (${source}, environments.${name})`,
    hint: "give each its own file, or its own `helmfileEnvironment`",
  };
}

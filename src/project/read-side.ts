import { lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import type { ResolvedFleet } from "../fleet/index.ts";
import type { Surroundings } from "../helmfile/index.ts";
import { readIfFile } from "../io/files/read-file.ts";
import type { HelmfileReading, Readings } from "../promotion/index.ts";
import type { HelmfileRequest } from "./reading/asked-helmfile.ts";
import { readDeclared } from "./reading/declared-releases.ts";
import { listMatchingFiles } from "./reading/matching-files.ts";

/** Reads the helmfiles of all environments in a folder with all files of a commit, and what they pull in. */
export async function readSide({ environments }: Pick<ResolvedFleet, "environments">, folder: string): Promise<Readings> {
  const files = lookAround(folder);
  const readings = environments.map(async (environment) => {
    const paths = listMatchingFiles(environment.helmfiles, files);
    return [environment.name, await Promise.all(paths.map((path) => readOne({ path, files, settings: environment })))] as const;
  });
  return new Map(await Promise.all(readings));
}

async function readOne({ path, files, settings }: HelmfileRequest): Promise<HelmfileReading> {
  const rendered = new Map<string, string>();
  const onRendered = (file: string, text: string): void => void rendered.set(file, text);
  const helmfile = await readDeclared({ path, files, ...(settings !== undefined && { settings }), onRendered });
  const texts = new Map(helmfile.involved.flatMap((one) => [[one, files.readText(one)] as const]).filter(isThere));
  return { text: files.readText(path) ?? "", texts, helmfile, rendered };
}

function isThere(entry: readonly [string, string | undefined]): entry is readonly [string, string] {
  return entry[1] !== undefined;
}

/**
 * The files of a folder, and of no other one: a link that leads out of it is a folder that nobody can read. Each path is looked up
 * once, because two hundred releases ask for the folder of one repository.
 */
export function lookAround(folder: string): Surroundings {
  const root = realpathSync(folder);
  const folders = new Map<string, boolean>();
  const find = (path: string): string | undefined => {
    try {
      const real = realpathSync(join(root, path));
      return real === root || real.startsWith(`${root}${sep}`) ? real : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    isFolder: (path) => {
      const known = folders.get(path);
      if (known !== undefined) return known;
      const real = find(path);
      const isFolder =
        real === undefined
          ? lstatSync(join(root, path), { throwIfNoEntry: false })?.isSymbolicLink() === true
          : statSync(real).isDirectory();
      folders.set(path, isFolder);
      return isFolder;
    },
    readText: (path) => {
      const real = find(path);
      return real === undefined || !statSync(real).isFile() ? undefined : readIfFile(root, path);
    },
    list: (path) => {
      const real = find(path);
      if (real === undefined || !statSync(real).isDirectory()) return [];
      return readdirSync(real)
        .filter((name) => name !== ".git")
        .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    },
  };
}

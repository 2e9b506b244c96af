import { statSync } from "node:fs";
import { join } from "node:path";
import type { ResolvedFleet } from "../fleet/index.ts";
import type { Surroundings } from "../helmfile/index.ts";
import { readIfFile } from "../io/files/read-file.ts";
import type { Readings } from "../promotion/index.ts";
import { readDeclared } from "./reading/declared-releases.ts";

/** Reads the helmfiles of all environments in a folder with all files of a commit, and what they pull in. */
export async function readSide({ environments }: ResolvedFleet, folder: string): Promise<Readings> {
  const files = lookAround(folder);
  const readings = environments.map(async (environment) => {
    const { name, helmfile: path } = environment;
    const helmfile = await readDeclared({ path, files, settings: environment });
    return [name, { text: files.readText(path) ?? "", helmfile }] as const;
  });
  return new Map(await Promise.all(readings));
}

/** The files of a folder. */
export function lookAround(folder: string): Surroundings {
  return {
    isFolder: (path) => statSync(join(folder, path), { throwIfNoEntry: false })?.isDirectory() === true,
    readText: (path) => readIfFile(folder, path),
  };
}

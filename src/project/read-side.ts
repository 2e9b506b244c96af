import { statSync } from "node:fs";
import { join } from "node:path";
import type { ResolvedFleet } from "../fleet/index.ts";
import { readHelmfile, type Surroundings } from "../helmfile/index.ts";
import { readIfFile } from "../io/files/read-file.ts";
import type { Readings } from "../promotion/index.ts";

/** Reads the helmfiles of all environments in a folder with all files of a commit, local charts included. */
export function readSide({ environments }: ResolvedFleet, folder: string): Readings {
  const surroundings = lookAround(folder);
  return new Map(
    environments.map(({ name, helmfile }) => {
      const text = readIfFile(folder, helmfile) ?? "";
      return [name, { text, helmfile: readHelmfile(text, helmfile, surroundings) }];
    }),
  );
}

function lookAround(folder: string): Surroundings {
  return {
    isFolder: (path) => statSync(join(folder, path), { throwIfNoEntry: false })?.isDirectory() === true,
    readText: (path) => readIfFile(folder, path),
  };
}

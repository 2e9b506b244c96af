import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join, sep } from "node:path";

/** A folder to write files to. */
export interface TargetFolder {
  readonly isThere: boolean;
  readonly hasLinks: boolean;
  /** Why no file may be written to it. */
  readonly problem?: string;
}

/**
 * Makes a function that inspects the folder of a path below the root, each folder once, because asking the system about each of
 * ten thousand files takes as long as writing them.
 */
export function createFolderLookup(root: string): (path: string) => TargetFolder {
  const realRoot = realpathSync(root);
  const folders = new Map<string, TargetFolder>();
  return (path) => {
    const name = dirname(path);
    const folder = folders.get(name) ?? inspectFolder(realRoot, join(root, name));
    folders.set(name, folder);
    return folder;
  };
}

function inspectFolder(realRoot: string, folder: string): TargetFolder {
  const nearest = realFolder(folder);
  const isThere = existsSync(folder);
  if (!`${nearest}${sep}`.startsWith(`${realRoot}${sep}`)) {
    return { isThere, hasLinks: false, problem: "leads out of the repository through a symbolic link" };
  }
  if (!statSync(nearest).isDirectory())
    return { isThere, hasLinks: false, problem: "cannot be created, because a file is in place of its directory" };
  return { isThere, hasLinks: isThere && readdirSync(folder, { withFileTypes: true }).some((entry) => entry.isSymbolicLink()) };
}

/** The folder with symbolic links resolved, or its nearest existing ancestor. */
function realFolder(folder: string): string {
  return existsSync(folder) ? realpathSync(folder) : realFolder(dirname(folder));
}

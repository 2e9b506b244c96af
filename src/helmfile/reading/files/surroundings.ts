/** The files around a helmfile, at the same commit. Paths are relative to the repository's root, and links are followed inside of it. */
export interface Surroundings {
  /** Whether a folder is there. Also true for a link that leads out of the repository, because nobody knows what is behind it. */
  isFolder(path: string): boolean;
  /** Undefined for everything that is not a file of the commit. */
  readText(path: string): string | undefined;
  /** The names in a folder, in the order of their bytes. Empty if the folder does not exist. */
  list(path: string): readonly string[];
}

/** No files but one. */
export function alone(path: string, text: string): Surroundings {
  return { isFolder: () => false, readText: (file) => (file === path ? text : undefined), list: () => [] };
}

/** Notes every path that is asked for, whether it is there or not. */
export function recordPaths(files: Surroundings, paths: Set<string>): Surroundings {
  const note = (path: string): string => {
    paths.add(path);
    return path;
  };
  return {
    isFolder: (path) => files.isFolder(note(path)),
    readText: (path) => files.readText(note(path)),
    list: (path) => files.list(note(path)),
  };
}

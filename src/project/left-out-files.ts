import { dirname } from "node:path/posix";
import { fixedFolder } from "../core/path-pattern.ts";
import { count } from "../core/count.ts";
import type { ResolvedFleet } from "../fleet/index.ts";
import { type Issue, UserError } from "../core/user-error.ts";
import { isSparse, listAbsentFiles } from "../io/git/index-files.ts";

/** Throws if a sparse checkout leaves out files below folders, without which helmfile and Renovate would see another repository. */
export async function requireFolders(directory: string, folders: readonly string[]): Promise<void> {
  if (folders.length === 0 || !(await isSparse(directory))) return;
  const isNeeded = (path: string): boolean => folders.some((folder) => folder === "." || path.startsWith(`${folder}/`));
  const absent = (await listAbsentFiles(directory)).filter(({ path, isLeftOut }) => isLeftOut && isNeeded(path));
  if (absent.length > 0) throw new UserError(describeLeftOut(absent.map(({ path }) => path)));
}

/** The folders of a fleet's helmfiles. */
export function listHelmfileFolders({ environments }: ResolvedFleet): string[] {
  return environments.flatMap(({ helmfiles }) => helmfiles.map(fixedFolder));
}

/** The error for files that git has and a sparse checkout leaves out: nobody may take them for missing. */
export function describeLeftOut(paths: readonly string[]): Issue {
  const [first = ""] = paths;
  const more = paths.length === 1 ? "" : ` and ${count(paths.length - 1, "more file", "more files")}`;
  const verb = paths.length === 1 ? "is" : "are";
  const folders = [...new Set(paths.map(dirname))].filter((folder) => folder !== ".");
  return {
    message: `"${first}"${more} ${verb} in git, but not in this sparse checkout`,
    hint: `run: git sparse-checkout ${folders.length === 0 ? "disable" : `add ${folders.slice(0, 5).join(" ")}`}`,
  };
}

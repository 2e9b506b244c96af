import { existsSync } from "node:fs";
import { join } from "node:path";
import { isGenerated } from "../../../core/generated-file.ts";
import { UserError } from "../../../core/user-error.ts";
import type { FileDifference } from "../../../io/files/write-files.ts";
import { isSparse, listAbsentFiles, readIndexFile } from "../../../io/git/index-files.ts";
import { describeLeftOut } from "../../../project/left-out-files.ts";

/** Throws if a sparse checkout leaves out files that desalt generates, or has generated: nobody can compare or delete them there. */
export async function refuseLeftOut(
  directory: string,
  { differences, candidates }: { readonly differences: readonly FileDifference[]; readonly candidates: readonly string[] },
): Promise<void> {
  const isNew = new Set(differences.flatMap(({ path, state }) => (state === "new" ? [path] : [])));
  const absent = candidates.filter((path) => !isNew.has(path) && !existsSync(join(directory, path)));
  if (isNew.size + absent.length === 0 || !(await isSparse(directory))) return;
  const known = new Set(absent);
  const leftOut: string[] = [];
  for (const { path, isLeftOut } of await listAbsentFiles(directory)) {
    if (!isLeftOut) continue;
    if (isNew.has(path)) leftOut.push(path);
    else if (known.has(path) && isGenerated((await readIndexFile(directory, path)) ?? "")) leftOut.push(path);
  }
  if (leftOut.length > 0) throw new UserError(describeLeftOut(leftOut));
}

import { rmSync } from "node:fs";
import { join } from "node:path";
import type { GeneratedFile } from "../../../core/generated-file.ts";
import { UserError } from "../../../core/user-error.ts";
import { replaceFile } from "../../../io/files/replace-file.ts";
import { renderFleet } from "../../../project/generated-files.ts";
import { openProject } from "../../../project/open-project.ts";

/** Writes a config and opens it as every other command does. If it is not usable, it does not stay. */
export async function writeProvenConfig(directory: string, { path, text }: GeneratedFile): Promise<void> {
  const file = join(directory, path);
  replaceFile(file, text);
  try {
    await renderFleet(directory, await openProject(directory));
  } catch (cause) {
    rmSync(file, { force: true });
    if (!(cause instanceof UserError)) throw cause;
    const [first, ...rest] = cause.issues;
    throw new UserError([{ ...first, message: `no config was written: ${first?.message ?? ""}` }, ...rest], { cause });
  }
}

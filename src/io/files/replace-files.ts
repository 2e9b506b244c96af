import { realpathSync } from "node:fs";
import { join } from "node:path";
import type { GeneratedFile } from "../../core/generated-file.ts";
import { UserError } from "../../core/user-error.ts";
import { messageOf, readIfFile } from "./read-file.ts";
import { replaceFile } from "./replace-file.ts";

/** Replaces the texts of hand-written files: all of them or none. Symbolic links stay, and their targets change. */
export function replaceFiles(root: string, files: readonly GeneratedFile[]): void {
  const written: GeneratedFile[] = [];
  for (const { path, text } of files) {
    const before = readIfFile(root, path) ?? "";
    try {
      replaceFile(realpathSync(join(root, path)), text);
    } catch (cause) {
      for (const file of written) replaceFile(realpathSync(join(root, file.path)), file.text);
      throw new UserError(
        {
          message: `"${path}" cannot be written: ${messageOf(cause)}; nothing was changed`,
          hint: "check the permissions of its directory",
        },
        { cause },
      );
    }
    written.push({ path, text: before });
  }
}

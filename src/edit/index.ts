import type { GeneratedFile } from "../core/generated-file.ts";
import type { Addition, ConfigReader } from "./addition.ts";

export type { Addition, ConfigReader, NewRelease, NewRepository } from "./addition.ts";

/**
 * Adds a release to a config, as text: only the inserted lines differ. Returns the changed files as a whole.
 * Throws a `UserError` with the lines to paste if the config is computed.
 */
export async function editConfig(source: string, addition: Addition, read: ConfigReader): Promise<GeneratedFile[]> {
  if (/\.ya?ml$/u.test(source)) {
    const { editYamlConfig } = await import("./yaml-config.ts");
    return editYamlConfig(source, addition, read);
  }
  // Loaded only here, because TypeScript's parser takes half a second to load.
  const { editTypeScriptConfig } = await import("./typescript-config.ts");
  return editTypeScriptConfig(source, addition, read);
}

import { isRecord } from "../../../core/json-value.ts";
import { renderJson } from "../../../core/json-text.ts";
import { UserError } from "../../../core/user-error.ts";
import { readIfFile } from "../../../io/files/read-file.ts";
import { listRenovateConfigs } from "../../../project/renovate-config.ts";

/** Renovate's config as it is rehearsed, where it differs from the one in the folder. */
export interface RehearsedConfig {
  readonly files: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

/** Sees to it that Renovate reads the gates, as it will once promotion is set up. */
export function readGatesIn(directory: string, entry: string): RehearsedConfig {
  const paths = listRenovateConfigs(directory);
  if (paths.some((path) => readIfFile(directory, path)?.includes(entry) === true)) return { files: {}, notes: [] };
  const path = paths.find((name) => name !== "desalt/renovate.json");
  if (path === undefined) {
    const config = { extends: ["config:recommended", entry], additionalBranchPrefix: "{{packageFileDir}}-", prConcurrentLimit: 0 };
    const note = "there is no renovate.json yet: rehearsed with one that splits by directory and reads the gates";
    return { files: { "renovate.json": renderJson(config) }, notes: [note] };
  }
  const config = parseConfig(path, readIfFile(directory, path) ?? "");
  const presets: unknown = config?.["extends"] ?? [];
  if (config === undefined || !Array.isArray(presets)) {
    throw new UserError({
      message: `${path} does not read the gates, and is no plain JSON to add them to`,
      hint: `add to its "extends": "${entry}"`,
    });
  }
  const changed = { ...config, extends: [...presets, entry] };
  return {
    files: { [path]: renderJson(changed) },
    notes: [`${path} does not read the gates yet: rehearsed as if its "extends" had "${entry}"`],
  };
}

function parseConfig(path: string, text: string): Record<string, unknown> | undefined {
  try {
    const config: unknown = JSON.parse(text);
    return isRecord(config) ? { ...config } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw new Error(`cannot read ${path}`, { cause: error });
  }
}

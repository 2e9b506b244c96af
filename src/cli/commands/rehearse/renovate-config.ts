import { isRecord } from "../../../core/json-value.ts";
import { renderJson } from "../../../core/json-text.ts";
import { UserError } from "../../../core/user-error.ts";
import { readIfFile } from "../../../io/files/read-file.ts";
import { listRenovateConfigs } from "../../../project/renovate-config.ts";

/** Renovate's config for the rehearsal, if it differs from the one in the folder. */
export interface RehearsedConfig {
  readonly files: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

/** Makes Renovate read the gates, as it will once promotion is active. */
export function readGatesIn(directory: string, entry: string): RehearsedConfig {
  const paths = listRenovateConfigs(directory);
  if (paths.some((path) => readIfFile(directory, path)?.includes(entry) === true)) return { files: {}, notes: [] };
  const path = paths.find((name) => name !== "desalt/renovate.json");
  if (path === undefined) {
    const config = { extends: ["config:recommended", entry], additionalBranchPrefix: "{{packageFileDir}}-", prConcurrentLimit: 0 };
    const note = "renovate.json does not exist; the rehearsal uses one that splits by directory and reads the gates";
    return { files: { "renovate.json": renderJson(config) }, notes: [note] };
  }
  const config = parseConfig(path, readIfFile(directory, path) ?? "");
  const presets: unknown = config?.["extends"] ?? [];
  if (config === undefined || !Array.isArray(presets)) {
    throw new UserError({
      message: `${path} does not read the gates, and desalt cannot add them because it is not plain JSON`,
      hint: `add to its "extends": "${entry}"`,
    });
  }
  const changed = { ...config, extends: [...presets, entry] };
  return {
    files: { [path]: renderJson(changed) },
    notes: [`${path} does not read the gates yet; the rehearsal adds "${entry}" to its "extends"`],
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

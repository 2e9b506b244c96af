import { isRecord } from "../../../core/json-value.ts";
import { parseJson, renderJson } from "../../../core/json-text.ts";
import { UserError } from "../../../core/user-error.ts";
import type { ResolvedFleet } from "../../../fleet/index.ts";
import { readIfFile } from "../../../io/files/read-file.ts";
import { listRenovateConfigs } from "../../../project/renovate-config.ts";
import { dropApprovalWithoutGates } from "../../../renovate/index.ts";

const presetPath = "desalt/renovate.json";

/** Renovate's config for the rehearsal, if it differs from the one in the folder. */
export interface RehearsedConfig {
  readonly files: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

/** Makes Renovate read the gates, as it will once promotion is active. */
export function readGatesIn(directory: string, fleet: ResolvedFleet, entry: string): RehearsedConfig {
  const paths = listRenovateConfigs(directory);
  if (paths.some((path) => readIfFile(directory, path)?.includes(entry) === true)) return { files: {}, notes: [] };
  const path = paths.find((name) => name !== presetPath);
  if (path === undefined) {
    const config = { extends: ["config:recommended", entry], additionalBranchPrefix: "{{packageFileDir}}-", prConcurrentLimit: 0 };
    const note = "renovate.json does not exist; the rehearsal uses one that splits by directory and reads the gates";
    return { files: { "renovate.json": renderJson(config) }, notes: [note] };
  }
  const config = parseConfig(readIfFile(directory, path) ?? "");
  const presets: unknown = config?.["extends"] ?? [];
  if (config === undefined || !Array.isArray(presets)) {
    throw new UserError({
      message: `${path} does not read the gates, and desalt cannot add them because it is not plain JSON`,
      hint: `add to its "extends": "${entry}"`,
    });
  }
  const changed = withoutApprovals({ ...config, extends: [...presets, entry] }, fleet);
  const preset = paths.includes(presetPath) ? parseConfig(readIfFile(directory, presetPath) ?? "") : undefined;
  return {
    files: { [path]: renderJson(changed), ...(preset !== undefined && { [presetPath]: renderJson(withoutApprovals(preset, fleet)) }) },
    notes: [`${path} does not read the gates yet; the rehearsal adds "${entry}" to its "extends"`],
  };
}

/** `generate` drops the rule that keeps followers back once Renovate reads the gates. */
function withoutApprovals(config: Record<string, unknown>, fleet: ResolvedFleet): Record<string, unknown> {
  const rules = config["packageRules"];
  return Array.isArray(rules) ? { ...config, packageRules: dropApprovalWithoutGates(rules, fleet) } : config;
}

function parseConfig(text: string): Record<string, unknown> | undefined {
  const config = parseJson(text);
  return isRecord(config) ? { ...config } : undefined;
}

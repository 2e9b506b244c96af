import type { GeneratedFile } from "../core/generated-file.ts";
import { renderJson } from "../core/json-text.ts";
import type { Preset } from "./preset.ts";
import { everyPreset, recommended } from "./topics.ts";

/** Where the presets are on GitHub. */
export const presetRepository = "desalt-dev/desalt";

const schema = "https://docs.renovatebot.com/renovate-schema.json";

/** Renders `presets/*.json` and `default.json`. */
export function renderPresetFiles(): readonly GeneratedFile[] {
  const standard = {
    $schema: schema,
    description: ["Pull requests by environment, charts upgraded as their projects say, tools kept fresh"],
    // Relative, so that they come from the same tag.
    extends: recommended.map((name) => `./presets/${name}`),
  };
  return [...everyPreset.map(renderPreset), { path: "default.json", text: renderJson(standard) }];
}

function renderPreset({ name, does, config }: Preset): GeneratedFile {
  return { path: `presets/${name}.json`, text: renderJson({ $schema: schema, description: [does], ...config }) };
}

/** What people write under `extends`. The tag stands before the arguments: behind them Renovate takes it for a part of the last one. */
export function writeReference({ name }: Pick<Preset, "name">, values: readonly string[], tag = "v1.0.0"): string {
  const list = values.length === 0 ? "" : `(${values.join(",")})`;
  return `github>${presetRepository}//presets/${name}#${tag}${list}`;
}

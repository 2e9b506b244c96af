/** Sources of presets/*.json: data, and the files made from it. Other folders import from here only. */
export { chartGroups, sequentialCharts, type ChartSet } from "./chart-sets.ts";
export type { Preset } from "./preset.ts";
export { presetRepository, renderPresetFiles, writeReference } from "./render.ts";
export { findReferences, listReferencedSecrets } from "./reference.ts";
export { everyPreset, topics } from "./topics.ts";

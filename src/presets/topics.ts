import { chartRules } from "./charts.preset.ts";
import { environments } from "./environments.preset.ts";
import { files } from "./files.preset.ts";
import type { Preset, Topic } from "./preset.ts";
import { registries } from "./registries.preset.ts";

/** All presets by subject, in the order of docs/presets.md. */
export const topics: readonly Topic[] = [environments, registries, chartRules, files];

/** All presets in `presets/`. */
export const everyPreset: readonly Preset[] = topics.flatMap(({ presets }) => presets);

/** What `default.json` extends: what is right for any repository with a directory per environment, and asks for nothing. */
export const recommended: readonly string[] = ["split", "together", "minor-by-minor", "majors-apart", "tools"];

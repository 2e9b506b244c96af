import type { RenovateConfig } from "../renovate/index.ts";

/** A preset for `extends:` as its source says it; `presets/<name>.json` is made from it. */
export interface Preset {
  /** The file's name, and what people write. */
  readonly name: string;
  /** What it does, in a sentence that Renovate shows to people. */
  readonly does: string;
  /** In their order. Renovate has them as text, `{{arg0}}` and so on, splits them at commas, and knows no defaults. */
  readonly parameters: readonly Parameter[];
  readonly config: RenovateConfig;
  /** What people must know besides, in Markdown. */
  readonly notes?: readonly string[];
}

export interface Parameter {
  readonly name: string;
  readonly meaning: string;
  readonly example: string;
}

/** Presets of one subject, under a heading of docs/presets.md. */
export interface Topic {
  readonly title: string;
  readonly text: string;
  readonly presets: readonly Preset[];
}

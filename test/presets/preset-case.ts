/** A repository in which a preset makes a difference. */
export interface PresetCase {
  /** `default` is default.json at the root. */
  readonly preset: string;
  readonly values?: readonly string[];
  /** Presets that the repository extends with and without this one. */
  readonly besides?: readonly (readonly [name: string, ...values: string[]])[];
  /** What else is in its renovate.json. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly files: Readonly<Record<string, string>>;
}

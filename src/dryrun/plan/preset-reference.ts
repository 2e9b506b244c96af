import type { PresetForge, PresetRepository } from "../fixtures/preset-fixtures.ts";

/** Counts the arguments of a reference. They split at commas, and are at the end. */
export function countArguments(reference: string): number {
  const start = reference.indexOf("(");
  const text = start === -1 ? "" : reference.slice(start + 1, -1);
  return text.trim() === "" ? 0 : text.split(",").length;
}

export interface PresetSearch {
  readonly presets: readonly PresetRepository[];
  /** Names of planned repositories, which `local>` finds as well. */
  readonly repositories: readonly string[];
  /** Whether presets without a fixture come from the real network. */
  readonly network: boolean;
}

/** Explains Renovate's "cannot find preset" from the fixtures. */
export function explainMissingPreset(message: string, search: PresetSearch): string | undefined {
  const reference =
    /(?:Cannot find preset's package|Preset is invalid|Preset caused unexpected error|Preset name not found[^(]*) \((.+)\)(?:\. Note.*)?$/su.exec(
      message,
    )?.[1];
  if (reference === undefined) return undefined;
  const misplaced = explainMisplacedTag(reference);
  if (misplaced !== undefined) return misplaced;
  const [, prefix = "local", name = "", ref] =
    /^(?:([a-z]+)>)?([\w.-]+(?:\/[\w.-]+)+?)(?:\/\/[^#(]*|:[^#(]*)?(?:#([^(]*))?(?:\(.*)?$/u.exec(reference) ?? [];
  if (name === "") return undefined;
  const preset = search.presets.find((candidate) => candidate.forge === toForge(prefix) && candidate.name === name);
  if (preset !== undefined) {
    const refs = Object.keys(preset.content.refs ?? {});
    if (ref === undefined || refs.includes(ref))
      return `the fixture "${prefix}>${name}" has no such file${ref === undefined ? "" : ` at "${ref}"`}`;
    return `the fixture "${prefix}>${name}" has no ref "${ref}"; refs: ${refs.length === 0 ? "none" : refs.join(", ")}`;
  }
  const isKnown = prefix === "local" && search.repositories.includes(name);
  if (isKnown) return `the planned repository ${name} has no such file${ref === undefined ? "" : ` at "${ref}"; give it "refs"`}`;
  return search.network && prefix !== "local" ? undefined : `no fixture "${prefix}>${name}" in presets`;
}

/** Says how to write a reference whose tag is behind its arguments, where Renovate takes it for a part of the last argument. */
export function explainMisplacedTag(reference: string): string | undefined {
  const [, repository = "", args, tag] = /^([^(]*)(\(.*\))(#[^()]*)$/su.exec(reference) ?? [];
  return args === undefined || tag === undefined ? undefined : `arguments must be at the end; write "${repository}${tag}${args}"`;
}

function toForge(prefix: string): PresetForge | undefined {
  return (["local", "github", "gitlab", "gitea", "forgejo"] as const).find((forge) => forge === prefix);
}

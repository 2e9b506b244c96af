import { suggestName } from "../core/suggestion.ts";
import type { Issue } from "../core/user-error.ts";
import { hasContent } from "./content.ts";
import type { Fixtures, VersionedContent } from "./fixtures.generated.ts";

/** Where presets of a forge live; `local` is the forge that the planned repositories are on. */
export type PresetForge = "local" | "github" | "gitlab" | "gitea" | "forgejo";

/** A repository of presets, checked. */
export interface PresetRepository {
  readonly forge: PresetForge;
  /** `owner/name`. */
  readonly name: string;
  readonly content: VersionedContent;
}

const forges: readonly PresetForge[] = ["local", "github", "gitlab", "gitea", "forgejo"];
const keyPattern = /^([a-z]+)>([\w.-]+(?:\/[\w.-]+)+)$/u;

/** The repositories of presets in the fixtures; what is wrong is added to `issues`. */
export function parsePresets(fixtures: NonNullable<Fixtures["presets"]>, issues: Issue[]): readonly PresetRepository[] {
  const repositories: PresetRepository[] = [];
  for (const [key, content] of Object.entries(fixtures)) {
    const [, prefix = "", name = ""] = keyPattern.exec(key) ?? [];
    const forge = forges.find((candidate) => candidate === prefix);
    if (name === "") {
      issues.push({
        message: `"${key}" is not a repository of presets (fixtures, presets)`,
        hint: 'write the forge and the repository alone, as in "github>acme/renovate-config"; tags and branches go into "refs"',
      });
    } else if (forge === undefined) {
      issues.push({ message: `"${prefix}" is not a forge (fixtures, presets, "${key}")`, hint: suggestName(prefix, forges, "forges") });
    } else if (!hasContent(content) && Object.keys(content.refs ?? {}).length === 0) {
      issues.push({ message: `"${key}" holds nothing (fixtures, presets)`, hint: 'give it "directory", "files" or "refs"' });
    } else {
      repositories.push({ forge, name, content });
    }
  }
  return repositories;
}

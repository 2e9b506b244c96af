import type { Issue } from "../core/user-error.ts";
import type { Fixtures, Releases } from "./fixtures.generated.ts";
import type { PresetForge, PresetRepository } from "./preset-fixtures.ts";
import { publish, type Published } from "./published.ts";
import { createHash } from "node:crypto";

export interface PublishedTag extends Published {
  /** The commit. */
  readonly digest: string;
}

/** What a forge knows of a repository: its tags and its releases. */
export interface TaggedRepository {
  readonly forge: PresetForge;
  readonly name: string;
  readonly tags: readonly PublishedTag[];
  readonly releases: readonly PublishedTag[];
}

export interface TagOptions {
  readonly presets: readonly PresetRepository[];
  readonly now: Date;
}

/**
 * Tags and releases of the fixtures as they are at a moment; what is wrong is added to `issues`. The refs of presets are tags as
 * well, since Renovate updates `github>acme/presets#v1.0.0` like any other dependency.
 */
export function publishTags({ github = {} }: Fixtures, { presets, now }: TagOptions, issues: Issue[]): readonly TaggedRepository[] {
  const published = Object.entries(github).map(([name, fixture]): TaggedRepository => {
    if (!/^[\w.-]+\/[\w.-]+$/u.test(name)) {
      issues.push({ message: `"${name}" is not a repository on GitHub (fixtures, github)`, hint: 'write "owner/name"' });
    }
    const where = `fixtures, github, ${name}`;
    const read = (entries: Releases, part: string) =>
      publish({ entries, where: `${where}${part}`, now }, issues).map(({ version, released, entry }) => ({
        version,
        released,
        digest: "digest" in entry && entry.digest !== undefined ? entry.digest : makeDigest(name, version),
      }));
    if (isList(fixture)) {
      const tags = read(fixture, "");
      return { forge: "github", name, tags, releases: tags };
    }
    return { forge: "github", name, tags: read(fixture.tags ?? [], ", tags"), releases: read(fixture.releases ?? [], ", releases") };
  });
  const known = new Set(published.map(({ name }) => name));
  const released = new Date(now.getTime() - 400 * 86_400_000);
  const ofPresets = presets
    .filter(({ forge, name }) => forge !== "github" || !known.has(name))
    .map(({ forge, name, content }) => {
      const tags = Object.keys(content.refs ?? {}).map((version) => ({ version, released, digest: makeDigest(name, version) }));
      return { forge, name, tags, releases: [] };
    });
  return [...published, ...ofPresets];
}

function makeDigest(name: string, version: string): string {
  return createHash("sha1").update(`${name}@${version}`).digest("hex");
}

function isList(fixture: object): fixture is Releases {
  return Array.isArray(fixture);
}

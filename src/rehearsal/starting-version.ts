import semver from "semver";
import type { Publication } from "./journal.ts";

/** The first version of a release: the one in the file, or the latest of the day if that was not published yet. */
export function findStartingVersion(inFile: string, published: readonly Publication[], start: number): string {
  const wanted = published.find(({ version }) => semver.eq(version, inFile));
  if (wanted === undefined || wanted.released <= start) return inFile;
  const before = published.filter(({ version, released }) => released <= start && semver.lt(version, inFile));
  const stable = before.filter(({ version }) => semver.prerelease(version) === null);
  return (stable.length > 0 ? stable : before).toSorted((a, b) => semver.compare(a.version, b.version)).at(-1)?.version ?? inFile;
}

/** Replaces the version on one line of a text. Returns undefined if the line does not have it. Lines count from 1. */
export function replaceVersion(text: string, line: number, { from, to }: { from: string; to: string }): string | undefined {
  const lines = text.split("\n");
  const old = lines[line - 1];
  if (old === undefined || !old.includes(from)) return undefined;
  const at = old.indexOf(from);
  lines[line - 1] = old.slice(0, at) + to + old.slice(at + from.length);
  return lines.join("\n");
}

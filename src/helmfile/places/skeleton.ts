import { isExactVersion } from "../reading/exact-version.ts";
import type { VersionPlace } from "./version-places.ts";

/** Texts of files with their version places left out, and of files that do not exist. */
export interface Skeleton {
  /** By path: the text between the places. Undefined for a file that does not exist. */
  readonly segments: ReadonlyMap<string, readonly string[] | undefined>;
}

/** Leaves the places out of texts. */
export function makeSkeleton(texts: ReadonlyMap<string, string | undefined>, places: readonly VersionPlace[]): Skeleton {
  const segments = new Map<string, readonly string[] | undefined>();
  for (const [path, text] of texts) {
    const own = orderOf(path, places);
    const starts = [0, ...own.map(({ end }) => end)];
    const between = starts.map((start, index) => text?.slice(start, own[index]?.start) ?? "");
    segments.set(path, text === undefined ? undefined : between);
  }
  return { segments };
}

/** The places of a file, in the order of its text. */
export function orderOf(path: string, places: readonly VersionPlace[]): readonly VersionPlace[] {
  return [...new Set(places)].filter((place) => place.path === path).toSorted((a, b) => a.start - b.start);
}

/** The versions in a text, in order, if it differs from the segments by exact versions alone. */
export function matchSegments(segments: readonly string[], text: string): readonly string[] | undefined {
  const versions: string[] = [];
  let position = 0;
  for (const [index, segment] of segments.entries()) {
    if (!text.startsWith(segment, position)) return undefined;
    position += segment.length;
    if (index === segments.length - 1) break;
    const [version = ""] = /^[\w.+-]*/u.exec(text.slice(position, position + 200)) ?? [];
    if (!isExactVersion(version)) return undefined;
    versions.push(version);
    position += version.length;
  }
  return position === text.length ? versions : undefined;
}

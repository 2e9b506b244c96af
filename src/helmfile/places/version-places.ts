import { isExactVersion } from "../reading/exact-version.ts";
import type { ParsedHelmfile, ParsedRelease } from "../reading/parsed-helmfile.ts";

/** Where a version is written. */
export interface VersionPlace {
  readonly path: string;
  /** Offsets in the text of the file. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Texts in which every place that could hold a release's version has a version of ours, a different one each. */
export interface MarkedTexts {
  readonly texts: ReadonlyMap<string, string>;
  /** By the number in the mark. */
  readonly places: readonly VersionPlace[];
}

const mark = /^v?9000\.0\.(\d+)$/u;

/** All releases of a helmfile and of those that it names, in order. */
export function listReleases({ releases, nested = [] }: ParsedHelmfile): readonly ParsedRelease[] {
  return [...releases, ...nested.flatMap(listReleases)];
}

/** Marks the places of texts that hold the version of one of the releases, whole and alone. */
export function markVersions(texts: ReadonlyMap<string, string>, helmfile: ParsedHelmfile): MarkedTexts {
  const versions = new Set(
    listReleases(helmfile).flatMap(({ version }) => (version !== undefined && isExactVersion(version) ? [version] : [])),
  );
  const places: VersionPlace[] = [];
  const marked = new Map<string, string>();
  for (const [path, text] of texts) {
    let [result, last] = ["", 0];
    for (const { 0: token, index } of text.matchAll(/[\w.+-]+/gu)) {
      if (!versions.has(token)) continue;
      result += `${text.slice(last, index)}${token.startsWith("v") ? "v" : ""}9000.0.${places.length}`;
      last = index + token.length;
      places.push({ path, start: index, end: last, text: token });
    }
    marked.set(path, result + text.slice(last));
  }
  return { texts: marked, places };
}

/**
 * The place of each release's version, from the answer to marked texts; undefined for a version that is computed. `undefined` as a
 * whole if the marks changed more than versions.
 */
export function findPlaces(
  before: ParsedHelmfile,
  after: ParsedHelmfile,
  places: readonly VersionPlace[],
): readonly (VersionPlace | undefined)[] | undefined {
  const [own, others] = [listReleases(before), listReleases(after)];
  if (after.notUnderstood !== undefined || own.length !== others.length) return undefined;
  const found: (VersionPlace | undefined)[] = [];
  for (const [index, release] of own.entries()) {
    const other = others[index];
    if (other === undefined || identityOf(release) !== identityOf(other)) return undefined;
    const number = mark.exec(other.version ?? "")?.[1];
    const place = number === undefined ? undefined : places[Number(number)];
    const isSame = release.version === other.version;
    // A part of a mark is a version that a template puts together.
    if (place === undefined && !isSame) found.push(undefined);
    else found.push(place?.text === release.version ? place : undefined);
  }
  return found;
}

/** All of a release but its version, and where it is written. */
function identityOf(release: ParsedRelease): string {
  return JSON.stringify({ ...release, version: undefined, inexact: undefined, line: undefined, chartVersion: undefined });
}

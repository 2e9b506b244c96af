import { compareBuild, parse, prerelease } from "semver";

/** Returns the latest stable version of a list, as written; undefined if there is none. Ignores other tags. */
export function findLatestVersion(versions: readonly string[]): string | undefined {
  return sortVersions(versions).findLast((version) => prerelease(version) === null);
}

/** Sorts the versions of a list, oldest first, as written. Removes other tags, such as those of signatures. */
export function sortVersions(versions: readonly string[]): string[] {
  return versions.filter((version) => parse(version) !== null).toSorted((a, b) => compareBuild(a, b));
}

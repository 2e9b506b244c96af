import { compareBuild, parse, prerelease } from "semver";

/** The latest version of a list without pre-releases, as it is written there; undefined where there is none. Other tags are passed over. */
export function findLatestVersion(versions: readonly string[]): string | undefined {
  return sortVersions(versions).findLast((version) => prerelease(version) === null);
}

/** The versions of a list, oldest first, as they are written there. What is no version, such as a signature's tag, is left out. */
export function sortVersions(versions: readonly string[]): string[] {
  return versions.filter((version) => parse(version) !== null).toSorted((a, b) => compareBuild(a, b));
}

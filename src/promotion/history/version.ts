import type { SemVer } from "semver";
import parse from "semver/functions/parse.js";

/** A literal version, with or without `v`, of one to three numbers; undefined for a range or a template. */
export function parseVersion(text: string | undefined): SemVer | undefined {
  if (text === undefined) return undefined;
  const known = parsedVersions.get(text);
  if (known !== undefined) return known;
  const version = parseText(text);
  if (version !== undefined) parsedVersions.set(text, version);
  return version;
}

/** By text: a history names the same few versions again and again. */
const parsedVersions = new Map<string, SemVer>();

function parseText(text: string): SemVer | undefined {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?([-+_].*)?$/u.exec(text.trim());
  if (match === null) return undefined;
  const [, major, minor = "0", patch = "0", rest = ""] = match;
  // In an OCI tag `_` stands for `+`.
  return parse(`${major}.${minor}.${patch}${rest.replace("_", "+")}`, { loose: true }) ?? undefined;
}

/** A key that is equal for a version with and without `v`, and with `_` for `+`. Throws if the text is not a version. */
export function versionKey(text: string): string {
  const { version, build } = requireVersion(text);
  return build.length === 0 ? version : `${version}+${build.join(".")}`;
}

/** Compares two versions: less than zero if `a` is older than `b`. Build metadata counts last. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [requireVersion(a), requireVersion(b)];
  return left.compare(right) || left.compareBuild(right);
}

/** The kind of an upgrade, which decides its soak. */
export function kindOfUpdate(from: string, to: string): "patch" | "minor" | "major" {
  const [a, b] = [requireVersion(from), requireVersion(to)];
  if (a.major !== b.major) return "major";
  return a.minor === b.minor ? "patch" : "minor";
}

/** The number before the first dot. */
export function majorOf(version: string): number {
  return requireVersion(version).major;
}

function requireVersion(text: string): SemVer {
  const version = parseVersion(text);
  if (version === undefined) throw new TypeError(`"${text}" is not a valid version`);
  return version;
}

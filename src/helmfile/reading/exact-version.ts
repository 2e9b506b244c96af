import parse from "semver/functions/parse.js";

const fullVersion = /^v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:[+_][0-9A-Za-z.-]+)?)$/u;

/**
 * Whether helm takes exactly this version: three numbers, with or without `v`, a prerelease and a build. `1`, `1.0` and `v1` are ranges
 * for helm, and so is everything else.
 */
export function isExactVersion(text: string | undefined): boolean {
  const [, version] = fullVersion.exec(text ?? "") ?? [];
  // In an OCI tag `_` stands for `+`.
  return version !== undefined && parse(version.replace("_", "+")) !== null;
}

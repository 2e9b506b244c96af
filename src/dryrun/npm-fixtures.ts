import semver from "semver";
import type { Issue } from "../core/user-error.ts";
import type { Fixtures } from "./fixtures.generated.ts";
import { publish, type Published } from "./published.ts";

export interface NpmPackage {
  readonly name: string;
  readonly versions: readonly Published[];
}

/** The packages on npm as they are at a moment; what is wrong is added to `issues`. */
export function publishPackages({ npm = {} }: Fixtures, now: Date, issues: Issue[]): readonly NpmPackage[] {
  return Object.entries(npm).map(([name, entries]) => {
    const versions = publish({ entries, where: `fixtures, npm, ${name}`, now, check: checkVersion }, issues);
    return { name, versions: versions.map(({ version, released }) => ({ version, released })) };
  });
}

function checkVersion(version: string): Issue | undefined {
  if (semver.valid(version) !== null) return undefined;
  return { message: `"${version}" is not a version of a package`, hint: 'versions have three numbers, such as "3.1.0"' };
}

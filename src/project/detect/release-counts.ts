import type { ParsedHelmfile, ParsedRelease } from "../../helmfile/index.ts";
import { readDeclared } from "../reading/declared-releases.ts";
import type { Linked } from "./chain.ts";
import type { CachedTree } from "./files/tree.ts";

/** How much of an environment can be read. */
export interface ReleaseCounts {
  readonly releases: number;
  /** Those of which it is known which version of the chart runs. */
  readonly exact: number;
  /** Those whose version is written in the helmfile itself, so that all environments of that helmfile get it at once. */
  readonly shared: number;
  /** Why helmfiles are not understood, each with its path. */
  readonly unread: readonly string[];
}

/** Reads the helmfiles of an environment as promotion reads them. */
export async function countReleases({ units, helmfileEnvironment }: Linked, tree: CachedTree): Promise<ReleaseCounts> {
  const counts = { releases: 0, exact: 0, shared: 0 };
  const unread: string[] = [];
  for (const { files, literal, releases: named } of units) {
    let found = 0;
    for (const path of files) {
      const settings = { variables: {}, ...(helmfileEnvironment !== undefined && { helmfileEnvironment }) };
      const helmfile = await tree.read((around) => readDeclared({ path, files: around, settings }));
      const releases = flatten(helmfile).filter(({ isUninstalled }) => isUninstalled !== true);
      found += releases.length;
      if (helmfile.notUnderstood === undefined) counts.exact += releases.filter(({ inexact }) => inexact === undefined).length;
      else unread.push(`${path}: ${helmfile.notUnderstood.reason}`);
    }
    // Of a template that nobody could render, the text still shows most releases.
    counts.releases += found === 0 && unread.some((reason) => files.some((path) => reason.startsWith(`${path}: `))) ? named.size : found;
    counts.shared += literal.size;
  }
  return { ...counts, unread };
}

function flatten({ releases, nested = [] }: ParsedHelmfile): readonly ParsedRelease[] {
  return [...releases, ...nested.flatMap(flatten)];
}

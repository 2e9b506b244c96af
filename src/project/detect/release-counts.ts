import type { ParsedHelmfile, ParsedRelease } from "../../helmfile/index.ts";
import { readDeclared } from "../reading/declared-releases.ts";
import type { Linked } from "./chain.ts";
import type { CachedTree } from "./files/tree.ts";
import type { Unit } from "./files/unit.ts";

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
  const settings = helmfileEnvironment === undefined ? {} : { helmfileEnvironment };
  const counts: ReleaseCounts[] = [];
  for (const unit of units) counts.push(await countUnit(unit, settings, tree));
  const sum = (key: "releases" | "exact" | "shared"): number => counts.reduce((total, one) => total + one[key], 0);
  return { releases: sum("releases"), exact: sum("exact"), shared: sum("shared"), unread: counts.flatMap(({ unread }) => unread) };
}

async function countUnit(unit: Unit, settings: { readonly helmfileEnvironment?: string }, tree: CachedTree): Promise<ReleaseCounts> {
  const unread: string[] = [];
  const found: ParsedRelease[] = [];
  let exact = 0;
  for (const path of unit.files) {
    const helmfile = await tree.read((files) => readDeclared({ path, files, settings }));
    const releases = flatten(helmfile).filter(({ isUninstalled }) => isUninstalled !== true);
    found.push(...releases);
    if (helmfile.notUnderstood === undefined) exact += releases.filter(({ inexact }) => inexact === undefined).length;
    else unread.push(`${path}: ${helmfile.notUnderstood.reason}`);
  }
  // Of a template that nobody could render, the text still shows most releases.
  const releases = found.length === 0 && unread.length > 0 ? unit.releases.size : found.length;
  return { releases, exact, shared: unit.literal.size, unread };
}

function flatten({ releases, nested = [] }: ParsedHelmfile): readonly ParsedRelease[] {
  return [...releases, ...nested.flatMap(flatten)];
}

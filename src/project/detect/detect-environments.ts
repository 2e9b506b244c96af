import { findNamedUnits } from "./axis.ts";
import { linkEnvironments, type Linked } from "./chain.ts";
import { findDeclaredEnvironments } from "./declared-environments.ts";
import { listNames, type Draft, type Drafts } from "./draft.ts";
import { findHelmfileFiles } from "./files/helmfile-files.ts";
import type { LeftOut } from "./files/left-out.ts";
import { findNamedEnvironments } from "./named-environments.ts";
import { findAlike, findSingle } from "./other-environments.ts";
import { countOtherTools, type OtherTool } from "./other-tools.ts";
import { countReleases, type ReleaseCounts } from "./release-counts.ts";
import { findRoots } from "./files/roots.ts";
import { findRunningUnits } from "./running-units.ts";
import { cacheTree, type CachedTree, type Tree } from "./files/tree.ts";
import { listUnits, type Unit } from "./files/unit.ts";
import { findVersionsFiles } from "./versions-files.ts";

/** An environment, as far as the files of a repository tell. */
export interface DetectedEnvironment extends ReleaseCounts {
  /** A name that a config takes. */
  readonly name: string;
  /** Its helmfiles. */
  readonly files: readonly string[];
  /** The environment of helmfile, if it is not `default`. */
  readonly helmfileEnvironment?: string;
  /** The environment whose versions it takes over. */
  readonly follows?: string;
  /** False for a guess. */
  readonly isSure: boolean;
  /** Why it is taken for an environment. */
  readonly why: string;
}

/** What a repository's files tell about its environments. */
export interface Detection {
  /** In the order of promotion, upstream first. */
  readonly environments: readonly DetectedEnvironment[];
  /** Helmfiles that are not part of an environment. */
  readonly leftOut: readonly LeftOut[];
  readonly others: readonly OtherTool[];
  /** What only people can say. Empty if nothing is a guess. */
  readonly questions: readonly string[];
}

/**
 * Tells the environments of a repository from its components, by the names of folders and files, by the releases in them, and by the
 * environments that helmfiles declare. Reads files through the caller, so that any commit will do.
 */
export async function detectEnvironments(tree: Tree): Promise<Detection> {
  const cached = cacheTree(tree);
  const found = await findHelmfileFiles(cached);
  const roots = findRoots(found.files);
  const running = findRunningUnits(await listUnits(roots, cached), roots.nested);
  const drafts = findDrafts(running.units);
  const chain = linkEnvironments(withOwnNames(drafts.drafts));
  const environments = await Promise.all(chain.environments.map(async (linked) => await describe(linked, cached)));
  const rest = [...drafts.leftOut].flatMap(([{ files }, reason]) => files.map((path) => ({ path, reason })));
  const leftOut = [...found.leftOut, ...roots.leftOut, ...running.leftOut, ...rest];
  return {
    environments,
    leftOut: leftOut.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    others: await countOtherTools(cached),
    questions: [...drafts.questions, ...chain.questions, ...(await askAboutVersions(environments, cached))],
  };
}

/** The ways to tell environments, the surest first. */
function findDrafts(units: readonly Unit[]): Drafts {
  return findNamedEnvironments(findNamedUnits(units), units) ?? findDeclaredEnvironments(units) ?? findAlike(units) ?? findSingle(units);
}

/** Two folders may differ in signs that no name of an environment has. */
function withOwnNames(drafts: readonly Draft[]): readonly Draft[] {
  return drafts.map((draft, index) => {
    const before = drafts.slice(0, index).filter(({ name }) => name === draft.name).length;
    if (before === 0) return draft;
    return { ...draft, name: `${draft.name}-${before + 1}`, isSure: false, why: `${draft.why}; another one has nearly the same name` };
  });
}

async function describe(linked: Linked, tree: CachedTree): Promise<DetectedEnvironment> {
  const { name, units, helmfileEnvironment, follows, isSure, why } = linked;
  return {
    name,
    files: units.flatMap(({ files }) => files),
    ...(helmfileEnvironment !== undefined && { helmfileEnvironment }),
    ...(follows !== undefined && { follows }),
    isSure,
    why,
    ...(await countReleases(linked, tree)),
  };
}

/** Versions in files of their own, where helmfiles tell no environments. */
async function askAboutVersions(environments: readonly DetectedEnvironment[], tree: CachedTree): Promise<readonly string[]> {
  if (environments.length > 1) return [];
  const folders = await findVersionsFiles(tree);
  if (folders.length === 0) return [];
  return [`${listNames(folders)} hold versions for each environment, which desalt does not read yet: what reads them?`];
}

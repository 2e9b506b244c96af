import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { parsePlainHelmfile, type PlainHelmfile, type PlainRelease } from "../helmfile/index.ts";
import type { RenderTarget } from "./render-target.ts";

/** A target, and its checkout. */
export interface TargetSide {
  readonly target: RenderTarget;
  readonly directory: string;
}

/** The releases of each side that may render differently on the other. */
export interface ChangedReleases {
  readonly base: readonly PlainRelease[];
  readonly head: readonly PlainRelease[];
  /** Targets of both sides; one side may have none. */
  readonly names: readonly string[];
}

/**
 * Finds by the texts of two helmfiles which releases have the same inputs, without running helmfile. Returns undefined
 * if the texts alone do not prove it for any. Then helmfile must run.
 */
export function findChangedReleases(base: TargetSide, head: TargetSide): ChangedReleases | undefined {
  if (JSON.stringify(base.target) !== JSON.stringify(head.target)) return undefined;
  const [before, after] = [readPlain(base), readPlain(head)];
  if (before === undefined || after === undefined || before.rest !== after.rest) return undefined;
  const isSame = (file: string): boolean => isSameFile(file, base, head);
  if (!before.files.every(isSame)) return undefined;
  const needs = [...before.releases, ...after.releases].some(({ hasNeeds }) => hasNeeds);
  // A removed release, or a cycle, is an error of releases that need it.
  if (needs && orderOf(before) !== orderOf(after)) return undefined;
  const local = (chart: string): boolean =>
    !isRemote(chart, after.repositories) ||
    [base, head].some((side) => [side.directory, folderOf(side)].some((folder) => existsSync(join(folder, chart))));
  const known = new Map(before.releases.map((release) => [release.name + release.text, release]));
  const unchanged = new Set(
    after.releases.filter(
      ({ name, text, chart, files }) => known.has(name + text) && files !== undefined && !local(chart) && files.every(isSame),
    ),
  );
  const texts = new Set([...unchanged].map(({ name, text }) => name + text));
  const names = [...before.releases, ...after.releases].filter(({ name, text }) => !texts.has(name + text)).map(({ name }) => name);
  const changed = new Set(names);
  const select = ({ releases }: PlainHelmfile): PlainRelease[] => releases.filter(({ name }) => changed.has(name));
  return { base: select(before), head: select(after), names: [...changed] };
}

function orderOf({ releases }: PlainHelmfile): string {
  return JSON.stringify(releases.map(({ order }) => order));
}

function isRemote(chart: string, repositories: readonly string[]): boolean {
  if (chart.startsWith("oci://")) return true;
  const [repository = "", name = "", ...more] = chart.split("/");
  return repositories.includes(repository) && name !== "" && more.length === 0;
}

/** helmfile runs what is in other files of these names as templates, and takes versions from a lock. */
function readPlain(side: TargetSide): PlainHelmfile | undefined {
  const path = join(side.directory, side.target.helmfile);
  if (!path.endsWith(".yaml") || !isOwnFile(path, side.directory)) return undefined;
  if (readdirSync(dirname(path)).some((name) => name.endsWith(".lock"))) return undefined;
  return parsePlainHelmfile(readFileSync(path, "utf8"));
}

/** Whether a file is neither a link nor in a linked folder. */
function isOwnFile(path: string, directory: string): boolean {
  if (!path.startsWith(`${directory}/`) || !existsSync(path) || !lstatSync(path).isFile()) return false;
  return realpathSync(path).slice(realpathSync(directory).length) === path.slice(directory.length);
}

function isSameFile(file: string, base: TargetSide, head: TargetSide): boolean {
  const [before, after] = [join(folderOf(base), file), join(folderOf(head), file)];
  if (!isOwnFile(before, base.directory) || !isOwnFile(after, head.directory)) return false;
  const content = readFileSync(after);
  return !content.includes("ref+") && content.equals(readFileSync(before));
}

function folderOf({ target, directory }: TargetSide): string {
  return join(directory, dirname(target.helmfile));
}

import { dirname, join, normalize } from "node:path/posix";
import { isGenerated } from "../../../core/generated-file.ts";
import { UserError } from "../../../core/user-error.ts";
import { parseHelmfiles, readHelmfileOutline, type HelmfileOutline, type ParsedRelease } from "../../../helmfile/index.ts";
import { findChartFolder, findReason, type LeftOut } from "./left-out.ts";
import { readIgnored } from "./renovate-ignored.ts";
import type { CachedTree } from "./tree.ts";

/** A file that helmfile may be run with, by its name or by what it has in it. */
export interface HelmfileFile extends HelmfileOutline {
  readonly path: string;
  readonly text: string;
  /** As far as the text alone shows them. */
  readonly releases: readonly Pick<ParsedRelease, "name" | "namespace" | "chart" | "version" | "isVersionTemplated">[];
}

/** The files of a tree that have to do with helmfile. */
export interface HelmfileFiles {
  readonly files: readonly HelmfileFile[];
  readonly leftOut: readonly LeftOut[];
}

const helmfileName = /(?:^|[/_.-])helmfile(?:[_.-][\w.-]+)?\.ya?ml(?:\.gotmpl)?$|(?:^|\/)helmfile\.d\/[^/]+\.ya?ml(?:\.gotmpl)?$/u;
const otherTemplate = /(?:^|\/)helmfile[^/]*(?:\/[^/]+)*\.(?:j2|jinja2?|jsonnet|erb|cue)$/u;

/** Whether a file's name says that it is a helmfile. */
function hasHelmfileName(path: string): boolean {
  return helmfileName.test(path);
}

/** Finds the helmfiles of a tree, and says of each that does not count why. */
export async function findHelmfileFiles(tree: CachedTree): Promise<HelmfileFiles> {
  const ignoredBy = await readIgnored(tree);
  const paths = new Set(tree.paths);
  const files: HelmfileFile[] = [];
  const leftOut: LeftOut[] = [];
  const ofCharts: HelmfileFile[] = [];
  for (const path of tree.paths) {
    if (otherTemplate.test(path)) leftOut.push({ path, reason: "a template that helmfile does not read" });
    if (!/\.ya?ml(?:\.gotmpl)?$/u.test(path) || /(?:^|\/)node_modules\//u.test(path)) continue;
    const reason = findReason(path);
    if (reason !== undefined) {
      if (hasHelmfileName(path)) leftOut.push({ path, reason });
      continue;
    }
    const text = (await tree.readText(path)) ?? "";
    if (!isHelmfile(path, text)) continue;
    const why = explain(text, ignoredBy(path));
    if (why !== undefined) leftOut.push({ path, reason: why });
    else if (findChartFolder(path, paths) === undefined) files.push(readFile(path, text));
    else ofCharts.push(readFile(path, text));
  }
  // A helmfile in a chart's folder tries the chart out, unless the repository has all of its helmfiles there.
  if (files.length === 0) return { files: ofCharts, leftOut };
  const tried = ofCharts.map(({ path }) => ({ path, reason: `in the folder of a chart (${findChartFolder(path, paths) ?? ""}/)` }));
  return { files, leftOut: [...leftOut, ...tried] };
}

/** `config` is the Renovate config that ignores it. */
function explain(text: string, config: string | undefined): string | undefined {
  if (config !== undefined) return `ignored by Renovate (${config}, ignorePaths)`;
  const head = text.split("\n", 5).join("\n");
  if (!isGenerated(text) && /^#.*(?:generated (?:by|from|with)|do not edit)/imu.test(head)) return "generated, as its first lines say";
  return undefined;
}

/** Whether it has what only helmfiles have. A name alone is not enough: workflows and values are called helmfile.yaml too. */
function isHelmfile(path: string, text: string): boolean {
  if (/^(?:apiVersion|kind|jobs|on|stages):/mu.test(text)) return false;
  if (hasHelmfileName(path))
    return /^["']?(?:releases|helmfiles|bases|environments|repositories|helmDefaults|templates)["']?:/mu.test(text);
  if (/(?:^|\/)(?:values|helmwave)[^/]*$/u.test(path)) return false;
  const hasReleases = /^releases:[ \t]*(?:#.*)?(?:\n[ \t]*(?:#.*)?)*(?:[ \t]*- |\[)/mu.test(text) && /[\s{]chart:\s/u.test(text);
  return hasReleases || /^helmfiles:[ \t]*(?:#.*)?\n\s*- (?:path: |\{ ?path: )?["']?[\w./*-]+\.ya?ml/mu.test(text);
}

function readFile(path: string, text: string): HelmfileFile {
  return { path, text, ...outlineOf(path, text), releases: releasesOf(path, text) };
}

function outlineOf(path: string, text: string): HelmfileOutline {
  try {
    return readHelmfileOutline(text, path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // With templates, the text may not be valid YAML.
    return { environments: [], bases: [], helmfiles: [] };
  }
}

function releasesOf(path: string, text: string): HelmfileFile["releases"] {
  try {
    return parseHelmfiles([{ path, text }]).get(path)?.releases ?? [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [, releases = ""] = /^releases:([\s\S]*?)(?=^\w|$(?![\s\S]))/mu.exec(text) ?? [];
    return releases.split(/^\s*- (?=name:)/mu).flatMap((entry) => {
      const [, name] = /^name:\s*["']?([\w.-]+)/u.exec(entry) ?? [];
      const [, version] = /^\s+version:\s*["']?([^\s"']+)/mu.exec(entry) ?? [];
      if (name === undefined) return [];
      return [{ name, ...(version !== undefined && { version }), isVersionTemplated: version?.includes("{{") !== false }];
    });
  }
}

/** The paths that a file names, relative to the root. A template in a path stands for anything. */
export function resolvePaths(file: string, named: readonly string[]): readonly string[] {
  return named.filter((path) => !path.includes("://")).map((path) => normalize(join(dirname(file), path)).replace(/\/$/u, ""));
}

/** The files that a text reads in, relative to the folder of the helmfile that helmfile runs with. */
export function listReadFiles({ path, text }: Pick<HelmfileFile, "path" | "text">): readonly string[] {
  const named = [...text.matchAll(/\breadFile\s+["`]([^"`]+)["`]/gu)].map(([, file = ""]) => file);
  return resolvePaths(path, named);
}

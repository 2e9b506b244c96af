import { parseJson } from "../core/json-text.ts";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { matchesGlob } from "node:path/posix";
import { isGenerated } from "../core/generated-file.ts";
import type { Issue } from "../core/user-error.ts";
import type { ResolvedFleet } from "../fleet/index.ts";
import { findReferences, listReferencedSecrets } from "../presets/index.ts";

/** The paths at which Renovate looks for a repository's config, in its order. See https://docs.renovatebot.com/configuration-options/ */
export const renovateConfigNames = [
  "renovate.json",
  "renovate.jsonc",
  "renovate.json5",
  ".github/renovate.json",
  ".github/renovate.jsonc",
  ".github/renovate.json5",
  ".gitlab/renovate.json",
  ".gitlab/renovate.jsonc",
  ".gitlab/renovate.json5",
  ".renovaterc",
  ".renovaterc.json",
  ".renovaterc.jsonc",
  ".renovaterc.json5",
] as const;

/** A hand-written Renovate config. */
export interface HandWrittenRenovateConfig {
  readonly path: string;
  readonly text: string;
}

/** Finds the hand-written Renovate config of a folder. Returns `undefined` if it has none, or only a generated one. */
export function findHandWrittenRenovateConfig(directory: string): HandWrittenRenovateConfig | undefined {
  for (const path of renovateConfigNames) {
    const file = join(directory, path);
    if (!existsSync(file)) continue;
    const text = readFileSync(file, "utf8");
    if (!isGenerated(text)) return { path, text };
  }
  return undefined;
}

/** Lists the Renovate configs of a folder, and the presets that desalt generated. */
export function listRenovateConfigs(directory: string): string[] {
  return [...renovateConfigNames, "desalt/renovate.json"].filter((path) => existsSync(join(directory, path)));
}

/**
 * Finds the names of the secrets in a folder's Renovate configs, such as `PLATFORM_PASSWORD` in `{{ secrets.PLATFORM_PASSWORD }}`,
 * or in a generated preset.
 */
export function findSecretNames(directory: string): string[] {
  const names = new Set<string>();
  for (const path of listRenovateConfigs(directory)) {
    const text = readFileSync(join(directory, path), "utf8");
    for (const name of findReferences(text).flatMap(listReferencedSecrets)) names.add(name);
    for (const match of text.matchAll(/\{\{\s*secrets\.([A-Za-z]\w*)\s*\}\}/gu)) {
      if (match[1] !== undefined) names.add(match[1]);
    }
  }
  return [...names];
}

type Config = Readonly<Record<string, unknown>>;

/** Warns where a hand-written Renovate config merges branches without a pull request into a follower, because no check then runs. */
export function warnOfBranchAutomerge(directory: string, { environments }: Pick<ResolvedFleet, "environments">): readonly Issue[] {
  const file = findHandWrittenRenovateConfig(directory);
  const config = file === undefined ? undefined : parseConfig(file.text);
  if (file === undefined || config === undefined) return [];
  const followers = environments.filter(({ follows }) => follows !== undefined);
  const reached = followers.filter(({ helmfiles }) => helmfiles.some((path) => mergesBranches(config, path))).map(({ name }) => name);
  if (reached.length === 0) return [];
  const message = `${file.path} lets Renovate merge a branch into ${reached.join(", ")} without a pull request (automergeType "branch"), so that no check runs`;
  return [{ message, hint: 'set "automergeType": "pr" for files of followers' }];
}

function mergesBranches(config: Config, path: string): boolean {
  const { packageRules } = config;
  const rules = Array.isArray(packageRules) ? packageRules.filter(isConfig) : [];
  const all = [config, ...rules.filter(({ matchFileNames }) => reaches(matchFileNames, path))].map((part) => ({
    type: typeOf(part),
    automerges: automerges(part),
  }));
  return all.some(({ type }) => type === "branch") && all.some((part) => part.automerges);
}

function typeOf(config: Config): unknown {
  return config["automergeType"] ?? (listPresets(config).includes(":automergeBranch") ? "branch" : undefined);
}

/** At the top, in an object for a kind of update, or by one of Renovate's presets. */
function automerges(config: Config): boolean {
  const kinds = ["major", "minor", "patch", "pin", "digest", "lockFileMaintenance"].map((kind) => config[kind]).filter(isConfig);
  if ([config, ...kinds].some(({ automerge }) => automerge === true)) return true;
  return listPresets(config).some((preset) => /^:automerge(?:All|Major|Minor|Patch|Digest|StableNonMajor)/u.test(preset));
}

function listPresets(config: Config): readonly string[] {
  const { extends: presets } = config;
  return Array.isArray(presets) ? presets.filter((preset) => typeof preset === "string") : [];
}

/** Whether a rule's patterns may match a file. What cannot be told counts as yes. */
function reaches(patterns: unknown, path: string): boolean {
  if (!Array.isArray(patterns)) return true;
  const texts = patterns.filter((pattern) => typeof pattern === "string");
  const wanted = texts.filter((text) => !text.startsWith("!"));
  const isRefused = texts.some((text) => text.startsWith("!") && matches(text.slice(1), path));
  return !isRefused && (wanted.length === 0 || wanted.some((text) => matches(text, path)));
}

function matches(pattern: string, path: string): boolean {
  const body = /^\/(.*)\/i?$/u.exec(pattern)?.[1];
  if (body !== undefined) {
    try {
      return new RegExp(body, pattern.endsWith("i") ? "iu" : "u").test(path);
    } catch {
      return true;
    }
  }
  return /[{}[\]()?]/u.test(pattern) || matchesGlob(path, pattern);
}

function isConfig(value: unknown): value is Config {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Comments and JSON5 are left to Renovate. */
function parseConfig(text: string): Config | undefined {
  const parsed = parseJson(text);
  return isConfig(parsed) ? parsed : undefined;
}

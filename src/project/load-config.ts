import { existsSync, readFileSync, realpathSync } from "node:fs";
import { isAbsolute, join, normalize } from "node:path";
import { isRecord } from "../core/json-value.ts";
import { parseConfigYaml } from "../core/config-yaml.ts";
import { UserError } from "../core/user-error.ts";

/** The file names of a config, in the order of the search. */
export const configNames = [
  "desalt.config.ts",
  "desalt.config.mts",
  "desalt.config.js",
  "desalt.config.mjs",
  "desalt.yaml",
  "desalt.yml",
] as const;

/** The content of a config file, not yet checked. */
export interface LoadedConfig {
  /** The file's name, relative to the folder. */
  readonly source: string;
  /** The default export, or the parsed YAML with the included files in place of their names. */
  readonly declared: unknown;
}

/** The name of a folder's config file, or `undefined`. Two of them are an error. */
export function findConfig(directory: string): string | undefined {
  const found = configNames.filter((name) => existsSync(join(directory, name)));
  if (found.length > 1) {
    throw new UserError({ message: `"${directory}" has two configs: ${found.join(", ")}`, hint: "delete one of them" });
  }
  return found[0];
}

/** Texts that replace files on disk, by path relative to the config. */
export type DraftTexts = ReadonlyMap<string, string>;

/** Loads a folder's config. Throws a `UserError` if it does not exist or cannot be read. */
export async function loadConfig(directory: string): Promise<LoadedConfig> {
  const source = findConfig(directory);
  if (source === undefined) {
    throw new UserError({
      message: `no config was found in "${directory}"; a config is a ${configNames[0]} or a desalt.yaml`,
      hint: "create a first config: npx desalt init",
    });
  }
  if (isYaml(source)) return { source, declared: await loadYaml({ directory, source, drafts: new Map() }) };
  const { importConfig } = await import("../io/files/import-module.ts");
  return { source, declared: await importConfig(join(directory, source), source) };
}

/** Loads a config with other texts for some of its files. The files on disk do not change. At most once per process. */
export async function loadDraftConfig(directory: string, source: string, drafts: DraftTexts): Promise<LoadedConfig> {
  if (isYaml(source)) return { source, declared: await loadYaml({ directory, source, drafts }) };
  const { importDraft } = await import("../io/files/import-module.ts");
  const byFile = new Map([...drafts].map(([path, text]) => [realpathSync(join(directory, path)), text]));
  return { source, declared: await importDraft(join(directory, source), source, byFile) };
}

/** Whether a config is data, and not code. */
export function isYaml(source: string): boolean {
  return /\.ya?ml$/u.test(source);
}

interface YamlConfig {
  readonly directory: string;
  readonly source: string;
  readonly drafts: DraftTexts;
}

async function loadYaml({ directory, source, drafts }: YamlConfig): Promise<unknown> {
  const parse = (path: string): unknown => parseConfigYaml(drafts.get(path) ?? readConfigFile(directory, path), path);
  const declared = parse(source);
  if (!isRecord(declared) || !Array.isArray(declared["include"])) return declared;
  const include: unknown[] = [];
  for (const path of declared["include"]) {
    if (typeof path !== "string") return declared;
    if (isAbsolute(path) || normalize(path).startsWith("..")) {
      throw new UserError({
        message: `"${path}" is outside the repository (${source}, include)`,
        hint: `name a file relative to ${source}`,
      });
    }
    const group = parse(path);
    include.push(isRecord(group) ? { ...group, source: path } : group);
  }
  return { ...declared, include };
}

function readConfigFile(directory: string, path: string): string {
  try {
    return readFileSync(join(directory, path), "utf8");
  } catch (cause) {
    throw new UserError(
      { message: `"${path}" cannot be read (desalt.yaml, include)`, hint: "name a file relative to desalt.yaml" },
      { cause },
    );
  }
}

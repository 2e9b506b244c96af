import { existsSync, readFileSync, realpathSync } from "node:fs";
import { isAbsolute, join, normalize } from "node:path";
import { isRecord } from "../core/json-value.ts";
import { UserError } from "../core/user-error.ts";

/** File names of a config, in the order in which they are looked for. */
export const configNames = [
  "desalt.config.ts",
  "desalt.config.mts",
  "desalt.config.js",
  "desalt.config.mjs",
  "desalt.yaml",
  "desalt.yml",
] as const;

/** What a config file declares, not checked yet. */
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
    throw new UserError({ message: `"${directory}" has two configs: ${found.join(", ")}`, hint: "keep one of them" });
  }
  return found[0];
}

/** Texts in place of those on disk, by path relative to the config. */
export type DraftTexts = ReadonlyMap<string, string>;

/** Loads a folder's config. Throws a `UserError` when there is none or it cannot be read. */
export async function loadConfig(directory: string): Promise<LoadedConfig> {
  const source = findConfig(directory);
  if (source === undefined) {
    throw new UserError({
      message: `no config in "${directory}"; looked for ${configNames[0]}, desalt.yaml and their kin`,
      hint: "write a first one with: npx desalt init",
    });
  }
  if (isYaml(source)) return { source, declared: await loadYaml({ directory, source, drafts: new Map() }) };
  const { importConfig } = await import("../io/files/import-module.ts");
  return { source, declared: await importConfig(join(directory, source), source) };
}

/** Loads a config as it will be once some of its files have other texts; those on disk stay as they are. At most once per process. */
export async function loadDraftConfig(directory: string, source: string, drafts: DraftTexts): Promise<LoadedConfig> {
  if (isYaml(source)) return { source, declared: await loadYaml({ directory, source, drafts }) };
  const { importDraft } = await import("../io/files/import-module.ts");
  const byFile = new Map([...drafts].map(([path, text]) => [realpathSync(join(directory, path)), text]));
  return { source, declared: await importDraft(join(directory, source), source, byFile) };
}

function isYaml(source: string): boolean {
  return /\.ya?ml$/u.test(source);
}

interface YamlConfig {
  readonly directory: string;
  readonly source: string;
  readonly drafts: DraftTexts;
}

async function loadYaml({ directory, source, drafts }: YamlConfig): Promise<unknown> {
  const parse = (path: string): Promise<unknown> => parseYaml(path, drafts.get(path) ?? readConfigFile(directory, path));
  const declared = await parse(source);
  if (!isRecord(declared) || !Array.isArray(declared["include"])) return declared;
  const include: unknown[] = [];
  for (const path of declared["include"]) {
    if (typeof path !== "string") return declared;
    if (isAbsolute(path) || normalize(path).startsWith("..")) {
      throw new UserError({
        message: `"${path}" leads out of the repository (${source}, include)`,
        hint: `name a file relative to ${source}`,
      });
    }
    const group = await parse(path);
    include.push(isRecord(group) ? { ...group, source: path } : group);
  }
  return { ...declared, include };
}

async function parseYaml(path: string, text: string): Promise<unknown> {
  const { parseDocument } = await import("yaml");
  const document = parseDocument(text, { prettyErrors: true });
  if (document.errors.length > 0) {
    throw new UserError(
      document.errors.map((error) => ({ message: `${path}: ${error.message.trimEnd()}`, hint: "mend the YAML; nothing was written" })),
    );
  }
  return document.toJS();
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

import { UserError, type Issue } from "../core/user-error.ts";
import { findLiteralSecrets, parseFleet, resolveFleet, type ResolvedFleet } from "../fleet/index.ts";
import { readIfFile } from "../io/files/read-file.ts";
import { findRepositoryName } from "../io/git/repository.ts";
import { rememberSecretVariables } from "../io/secrets/known-secrets.ts";
import { parseRules, rulesPath } from "../promotion/index.ts";
import { findConfig, isYaml, loadConfig } from "./load-config.ts";
import { refuseMissingCharts } from "./local-charts.ts";

/** A config, checked and resolved. */
export interface OpenFleet {
  /** The config's file name. */
  readonly source: string;
  /** The resolved fleet. Its repository name is the config's, otherwise that of the remote `origin`. */
  readonly fleet: ResolvedFleet;
  /** Values of the config that look like credentials. */
  readonly literalSecrets?: readonly Issue[];
}

/** Loads a folder's config and resolves its fleet. Throws a `UserError` if the config does not exist or is not valid. */
export async function openFleet(directory: string): Promise<OpenFleet> {
  const { source, fleet } = await readFleet(directory);
  refuseMissingCharts(directory, fleet);
  const repository = fleet.repository ?? (await findRepositoryName(directory));
  const resolved = resolveFleet(repository === undefined ? fleet : { ...fleet, repository });
  return { source, fleet: resolved, literalSecrets: findLiteralSecrets(fleet) };
}

async function readFleet(directory: string): Promise<{ readonly source: string; readonly fleet: ReturnType<typeof parseFleet> }> {
  const { source, declared } = await loadConfig(directory);
  const fleet = parseFleet(declared, source);
  rememberSecretVariables(fleet.secretVariables ?? []);
  return { source, fleet };
}

/**
 * The rules of promotion of a folder, without running any code of it: a YAML config, or the file that `generate` writes for
 * a config in TypeScript or JavaScript. Throws a `UserError` if there is none, or if it is not valid.
 */
export async function openRules(directory: string): Promise<OpenFleet> {
  const config = findConfig(directory);
  if (config === undefined || isYaml(config)) {
    // No rule depends on the repository's name.
    const { source, fleet } = await readFleet(directory);
    return { source, fleet: resolveFleet(fleet) };
  }
  const text = readIfFile(directory, rulesPath);
  if (text !== undefined) return { source: rulesPath, fleet: parseRules(text) };
  throw new UserError({
    message: `"${rulesPath}" was not found, and the merge check reads the rules of ${config} only there`,
    hint: "write it with `npx desalt generate`, and commit it",
  });
}

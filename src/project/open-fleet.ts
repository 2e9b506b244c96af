import { parseFleet, resolveFleet, type ResolvedFleet } from "../fleet/index.ts";
import { findRepositoryName } from "../io/git/repository.ts";
import { loadConfig } from "./load-config.ts";

/** A config, checked and resolved. */
export interface OpenFleet {
  /** The config's file name. */
  readonly source: string;
  /** The resolved fleet. Its repository name is the config's, otherwise that of the remote `origin`. */
  readonly fleet: ResolvedFleet;
}

/** Loads a folder's config and resolves its fleet. Throws a `UserError` if the config does not exist or is not valid. */
export async function openFleet(directory: string): Promise<OpenFleet> {
  const { source, declared } = await loadConfig(directory);
  const fleet = parseFleet(declared, source);
  const repository = fleet.repository ?? (await findRepositoryName(directory));
  return { source, fleet: resolveFleet(repository === undefined ? fleet : { ...fleet, repository }) };
}

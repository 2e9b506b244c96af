import { parseFleet, resolveFleet, type ResolvedFleet } from "../fleet/index.ts";
import { findRepositoryName, isInGit } from "../io/git/repository.ts";
import { findConfig } from "./load-config.ts";
import { openFleet } from "./open-fleet.ts";
import { findRenderTargets } from "./render-targets.ts";

/** The settings of a repository for render, publish and the workflows. */
export interface GitopsFleet {
  readonly fleet: ResolvedFleet;
  /** The config's file name; absent in a repository without a config, where all settings have their defaults. */
  readonly source?: string;
}

/** Reads a repository's config, or its helmfiles if it has no config. */
export async function openGitopsFleet(directory: string): Promise<GitopsFleet> {
  if (findConfig(directory) !== undefined) return await openFleet(directory);
  const names = new Set((await findRenderTargets(directory)).map(({ environment }) => environment));
  const repository = (await isInGit(directory)) ? await findRepositoryName(directory) : undefined;
  // One name for all environments, because hand-written helmfiles may have names that are not valid in a config.
  const fleet = resolveFleet(parseFleet({ environments: { any: { helmfile: "helmfile.yaml" } }, gitops: {} }, "helmfile.yaml"));
  const environments = fleet.environments.flatMap((environment) => [...names].map((name) => ({ ...environment, name })));
  return { fleet: { ...fleet, ...(repository !== undefined && { repository }), environments } };
}

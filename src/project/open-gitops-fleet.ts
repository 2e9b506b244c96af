import { parseFleet, resolveFleet, type ResolvedFleet } from "../fleet/index.ts";
import { findRepositoryName, isInGit } from "../io/git/repository.ts";
import { findConfig } from "./load-config.ts";
import { openFleet } from "./open-fleet.ts";
import { findRenderTargets } from "./render-targets.ts";

/** What render, publish and the workflows know of a repository. */
export interface GitopsFleet {
  readonly fleet: ResolvedFleet;
  /** The config's file name; absent where a helmfile repository has none, and everything is as it is by default. */
  readonly source?: string;
}

/** A repository's config, or for any helmfile repository what its helmfiles say. */
export async function openGitopsFleet(directory: string): Promise<GitopsFleet> {
  if (findConfig(directory) !== undefined) return await openFleet(directory);
  const names = new Set((await findRenderTargets(directory)).map(({ environment }) => environment));
  const repository = (await isInGit(directory)) ? await findRepositoryName(directory) : undefined;
  // The name stands for all: people's helmfiles may have environments whose names a config would refuse.
  const fleet = resolveFleet(parseFleet({ environments: { any: { helmfile: "helmfile.yaml" } }, gitops: {} }, "helmfile.yaml"));
  const environments = fleet.environments.flatMap((environment) => [...names].map((name) => ({ ...environment, name })));
  return { fleet: { ...fleet, ...(repository !== undefined && { repository }), environments } };
}

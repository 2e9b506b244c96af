import {
  planRepositories as planDeclared,
  planRepository as planOne,
  type DryRunOptions,
  type Plan,
  type RepositoryOptions,
} from "../dryrun/index.ts";
import { readAllReleases } from "./planned-releases.ts";

/**
 * Runs the real Renovate once, as a full dry run on loopback, and returns one plan per repository, in their order.
 * Always removes servers, processes and temporary folders afterwards.
 */
export async function planRepositories(options: DryRunOptions): Promise<readonly Plan[]> {
  const repositories = await Promise.all(
    options.repositories.map(async (repository) => ({
      ...repository,
      declared: repository.declared ?? (await readAllReleases(repository)),
    })),
  );
  return await planDeclared({ ...options, repositories });
}

/** Like `planRepositories`, for one repository: a directory, files in memory, or files over a directory. */
export async function planRepository(options: RepositoryOptions): Promise<Plan> {
  return await planOne({ ...options, declared: options.declared ?? (await readAllReleases(options)) });
}

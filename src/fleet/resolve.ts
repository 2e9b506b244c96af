import { withoutTrailingSlash } from "../core/url.ts";
import { UserError } from "../core/user-error.ts";
import { listReleases, type DeclaredFleet } from "./declared.ts";
import { inheritEnvironment } from "./inheritance.ts";
import type { Repository } from "./options.generated.ts";
import { present } from "./present.ts";
import { resolveGitops } from "./resolve-gitops.ts";
import { resolveEnvironment } from "./resolve-environment.ts";
import type { ValuesProblems } from "./resolve-values.ts";
import type { ResolvedFleet, ResolvedRepository } from "./resolved.ts";
import { validateFleet } from "./validate.ts";

/**
 * Applies every override of a fleet, and evaluates its values functions. Throws one `UserError` with every issue of
 * `validateFleet`, or otherwise of the functions. Does not change the declaration.
 */
export function resolveFleet(fleet: DeclaredFleet): ResolvedFleet {
  const issues = validateFleet(fleet);
  if (issues.length > 0) throw new UserError(issues);
  const repositories = new Map(Object.entries(fleet.repositories ?? {}).map(([name, options]) => [name, resolveRepository(name, options)]));
  const problems: ValuesProblems = new Map();
  const scope = { fleet, releases: listReleases(fleet), repositories, problems };
  const environments = orderEnvironments(fleet).map((name) => resolveEnvironment(name, scope));
  throwProblems(problems);
  return {
    environments,
    repositories: [...repositories.values()],
    prConcurrentLimit: fleet.prConcurrentLimit ?? 0,
    prHourlyLimit: fleet.prHourlyLimit ?? 0,
    selfHosted: fleet.selfHosted ?? false,
    gitops: resolveGitops(fleet, environments),
    workflows: fleet.workflows ?? false,
    ...present({
      repository: fleet.repository,
      timezone: fleet.timezone,
      credentialsEnvironment: fleet.credentialsEnvironment,
      sources: fleet.sources,
      ignoreKubeVersionOf: fleet.ignoreKubeVersionOf,
      defaultBranch: fleet.defaultBranch,
      renovate: fleet.renovate,
    }),
  };
}

function resolveRepository(name: string, options: Readonly<Repository>): ResolvedRepository {
  const isPrivate = options.private === true || options.ecr === true;
  return { ...options, name, url: withoutTrailingSlash(options.url), oci: options.oci ?? false, private: isPrivate };
}

/** Upstreams before their followers, otherwise as declared. */
function orderEnvironments(fleet: DeclaredFleet): readonly string[] {
  const ordered = new Set<string>();
  const visit = (name: string): void => {
    if (ordered.has(name)) return;
    const { follows } = inheritEnvironment(fleet, name);
    if (follows !== undefined && follows !== null) visit(follows);
    ordered.add(name);
  };
  for (const name of Object.keys(fleet.environments)) visit(name);
  return [...ordered];
}

function throwProblems(problems: ValuesProblems): void {
  if (problems.size === 0) return;
  const all = [...problems.values()];
  const cause = all.find((problem) => problem.cause !== undefined)?.cause;
  throw new UserError(
    all.map(({ issue }) => issue),
    { cause },
  );
}

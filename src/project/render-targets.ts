import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { suggestName } from "../core/suggestion.ts";
import { UserError } from "../core/user-error.ts";
import type { ResolvedEnvironment } from "../fleet/index.ts";
import type { RenderTarget } from "../render/render-target.ts";
import { findConfig } from "./load-config.ts";
import { requireFolders } from "./left-out-files.ts";
import { openFleet } from "./open-fleet.ts";
import { findHelmfileTargets, listEnvironmentNames } from "./helmfile-targets.ts";
import { lookAround } from "./read-side.ts";
import { listMatchingFiles } from "./reading/matching-files.ts";

/** The render targets of a checkout, from its config, or from its helmfiles if it has no config. */
export async function findRenderTargets(directory: string, environments: readonly string[] = []): Promise<readonly RenderTarget[]> {
  const targets = findConfig(directory) === undefined ? await findHelmfileTargets(directory) : await findDeclaredTargets(directory);
  if (targets.length === 0) {
    throw new UserError({
      message: `"${directory}" has no desalt config, no helmfile.yaml, no helmfile.yaml.gotmpl and no helmfile.d`,
      hint: "name the repository's folder with --cwd, or create a config: npx desalt init",
    });
  }
  const known = [...new Set(targets.map(({ environment }) => environment))];
  const unknown = environments.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UserError(
      unknown.map((name) => ({ message: `environment "${name}" does not exist`, hint: suggestName(name, known, "there are") })),
    );
  }
  const chosen = environments.length === 0 ? targets : targets.filter(({ environment }) => environments.includes(environment));
  await requireFolders(
    directory,
    chosen.map(({ helmfile }) => dirname(helmfile)),
  );
  return chosen;
}

async function findDeclaredTargets(directory: string): Promise<RenderTarget[]> {
  const { fleet, source } = await openFleet(directory);
  return fleet.environments.flatMap((environment) => targetsOf(environment, directory, source));
}

function targetsOf(environment: ResolvedEnvironment, directory: string, source: string): RenderTarget[] {
  const { name, helmfiles, isHandWritten } = environment;
  const paths = listMatchingFiles(helmfiles, lookAround(directory));
  const missing = paths.length === 0 ? helmfiles[0] : paths.find((path) => !existsSync(join(directory, path)));
  if (missing !== undefined) {
    throw new UserError({
      message: `"${missing}" was not found (${source}, environments.${name})`,
      hint: isHandWritten ? "write the helmfile's path relative to the repository's root" : "create it with: npx desalt generate",
    });
  }
  return paths.flatMap((helmfile) => targetsOfFile(environment, helmfile, directory));
}

function targetsOfFile(environment: ResolvedEnvironment, helmfile: string, directory: string): RenderTarget[] {
  const { name, kubernetes, apiVersions, clusters, isHandWritten, helmfileEnvironment } = environment;
  const shared = { environment: name, helmfile, ...(kubernetes !== undefined && { kubernetes }), apiVersions };
  if (clusters.length > 0) {
    return clusters.map((cluster) => ({
      ...shared,
      cluster: cluster.name,
      helmfileEnvironment: cluster.name,
      ...(cluster.kubernetes !== undefined && { kubernetes: cluster.kubernetes }),
      apiVersions: [...apiVersions, ...cluster.apiVersions],
    }));
  }
  const names = isHandWritten && helmfileEnvironment === undefined ? listEnvironmentNames(directory, helmfile) : [];
  const [found] = [name, basename(dirname(helmfile))].filter((candidate) => names.includes(candidate));
  const chosen = helmfileEnvironment ?? found;
  return [{ ...shared, ...(chosen !== undefined && { helmfileEnvironment: chosen }) }];
}

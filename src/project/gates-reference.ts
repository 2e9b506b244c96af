import type { Issue } from "../core/user-error.ts";
import type { ResolvedFleet } from "../fleet/index.ts";
import { hasBranch } from "../io/git/branch-writer.ts";
import { readIfFile } from "../io/files/read-file.ts";
import { findHandWrittenRenovateConfig, listRenovateConfigs } from "./renovate-config.ts";
import { gatesBranch, gatesReference } from "../renovate/index.ts";

/** The step for a repository whose name is unknown, because Renovate finds the gates by that name. */
export const nameRepository = 'add the repository\'s name on the forge to the config, for example: repository: "acme/infra"';

/** Whether the repository's Renovate config reads the gates. */
export function readsGates(directory: string, fleet: ResolvedFleet): boolean {
  const reference = gatesReference(fleet);
  const isRead = (path: string): boolean => reference !== undefined && readIfFile(directory, path)?.includes(reference) === true;
  return listRenovateConfigs(directory).some(isRead);
}

/** Warns if the gates exist and the repository's Renovate config does not read them. */
export async function warnOfUnreadGates(directory: string, fleet: ResolvedFleet): Promise<Issue[]> {
  const [path] = listRenovateConfigs(directory);
  const isGated = fleet.environments.some(({ follows }) => follows !== undefined);
  if (path === undefined || !isGated || readsGates(directory, fleet)) return [];
  if (!(await hasBranch({ directory, branch: gatesBranch }))) return [];
  const handWritten = findHandWrittenRenovateConfig(directory);
  return [describeUnreadGates(fleet, handWritten ?? { path, isGenerated: true })];
}

/** The warning of a Renovate config that does not read the gates, because Renovate then offers versions that the merge check refuses. */
export function describeUnreadGates(fleet: ResolvedFleet, { path, isGenerated = false }: { path: string; isGenerated?: boolean }): Issue {
  const followers = fleet.environments.filter(({ follows }) => follows !== undefined).map(({ name }) => name);
  const message = `${path} does not read the gates, so Renovate offers ${followers.join(", ")} versions that the check refuses`;
  const entry = gatesReference(fleet);
  if (entry === undefined) return { message, hint: nameRepository };
  return { message, hint: isGenerated ? `add "${entry}" to it with: npx desalt generate` : `add to "extends" in ${path}: "${entry}"` };
}

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

/** Warns if the Renovate config does not read the gates, because Renovate then offers versions that the merge check refuses. */
export async function warnOfUnreadGates(directory: string, fleet: ResolvedFleet): Promise<Issue[]> {
  const [path] = listRenovateConfigs(directory);
  const followers = fleet.environments.filter(({ follows }) => follows !== undefined).map(({ name }) => name);
  if (path === undefined || followers.length === 0 || readsGates(directory, fleet)) return [];
  if (!(await hasBranch({ directory, branch: gatesBranch }))) return [];
  const handWritten = findHandWrittenRenovateConfig(directory);
  const entry = gatesReference(fleet);
  const message = `${handWritten?.path ?? path} does not read the gates, so Renovate offers ${followers.join(", ")} versions that the check refuses`;
  if (entry === undefined) return [{ message, hint: nameRepository }];
  const hint =
    handWritten === undefined ? `add "${entry}" to it with: npx desalt generate` : `add to "extends" in ${handWritten.path}: "${entry}"`;
  return [{ message, hint }];
}

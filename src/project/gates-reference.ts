import type { Issue } from "../core/user-error.ts";
import type { ResolvedFleet } from "../fleet/index.ts";
import { hasBranch } from "../io/git/branch-writer.ts";
import { readIfFile } from "../io/files/read-file.ts";
import { findHandWrittenRenovateConfig, listRenovateConfigs } from "./renovate-config.ts";
import { gatesBranch, gatesReference } from "../renovate/index.ts";

/** What people do where nobody knows by which name Renovate reads the gates. */
export const nameRepository = 'add the repository\'s name to the config, by which renovate.json reads the gates: repository: "acme/infra"';

/** Whether a config of Renovate's reads the gates. */
export function readsGates(directory: string, fleet: ResolvedFleet): boolean {
  const reference = gatesReference(fleet);
  const isRead = (path: string): boolean => reference !== undefined && readIfFile(directory, path)?.includes(reference) === true;
  return listRenovateConfigs(directory).some(isRead);
}

/** Warns where there are gates and the config of Renovate that is there does not read them: it then offers what the merge check refuses. */
export async function warnOfUnreadGates(directory: string, fleet: ResolvedFleet): Promise<Issue[]> {
  const [path] = listRenovateConfigs(directory);
  const followers = fleet.environments.filter(({ follows }) => follows !== undefined).map(({ name }) => name);
  if (path === undefined || followers.length === 0 || readsGates(directory, fleet)) return [];
  if (!(await hasBranch({ directory, branch: gatesBranch }))) return [];
  const handWritten = findHandWrittenRenovateConfig(directory);
  const entry = gatesReference(fleet);
  const message = `${handWritten?.path ?? path} does not read the gates: Renovate offers ${followers.join(", ")} what has not soaked, and the check refuses it`;
  if (entry === undefined) return [{ message, hint: nameRepository }];
  const hint =
    handWritten === undefined ? `run: npx desalt generate, which adds "${entry}"` : `add to "extends" in ${handWritten.path}: "${entry}"`;
  return [{ message, hint }];
}

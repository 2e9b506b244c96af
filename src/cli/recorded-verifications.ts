import type { ResolvedEnvironment, ResolvedFleet } from "../fleet/index.ts";
import { fetchBranchTip, readFileAt, resolveCommit } from "../io/git-branch.ts";
import { evidencePath, parseEvidence, type Verification } from "../promotion/index.ts";
import { gatesBranch } from "../renovate/index.ts";

/** What scripts said is the one thing that cannot be computed again: it is read from the branch of the gates. */
export async function readVerifications(directory: string, { environments }: ResolvedFleet): Promise<readonly Verification[]> {
  if (environments.every(({ promotion }: ResolvedEnvironment) => promotion?.verify === undefined)) return [];
  const commit = await findGatesCommit(directory);
  const text = commit === undefined ? undefined : await readFileAt(directory, commit, evidencePath);
  return (text === undefined ? undefined : parseEvidence(text))?.verifications ?? [];
}

/** A check of pull requests keeps no credentials, but has fetched all branches. */
async function findGatesCommit(directory: string): Promise<string | undefined> {
  try {
    return (await fetchBranchTip({ directory, branch: gatesBranch })).commit;
  } catch (error) {
    const fetched = await resolveCommit(directory, `refs/remotes/origin/${gatesBranch}`);
    if (fetched === undefined) throw error;
    return fetched;
  }
}

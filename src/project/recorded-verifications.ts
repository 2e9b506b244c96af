import type { Issue } from "../core/user-error.ts";
import type { ResolvedEnvironment, ResolvedFleet } from "../fleet/index.ts";
import { fetchBranchTip, readFileAt, resolveCommit } from "../io/git/branch-writer.ts";
import { evidencePath, parseEvidence, type Verification } from "../promotion/index.ts";
import { gatesBranch } from "../renovate/index.ts";

/** What scripts said about versions. */
export interface VerificationReading {
  readonly verifications: readonly Verification[];
  /** Why there are none. */
  readonly warnings: readonly Issue[];
}

/** What scripts said is the one thing that cannot be computed again: it is read from the branch of the gates. */
export async function readVerifications(
  directory: string,
  { environments }: Pick<ResolvedFleet, "environments">,
): Promise<VerificationReading> {
  if (environments.every(({ promotion }: ResolvedEnvironment) => promotion?.verify === undefined))
    return { verifications: [], warnings: [] };
  const commit = await findGatesCommit(directory);
  if (commit === undefined) {
    const message = `there is no branch "${gatesBranch}", which says what was verified: no version counts as verified`;
    return {
      verifications: [],
      warnings: [{ message, hint: "write it with: npx desalt promote; in a workflow, check out with fetch-depth: 0" }],
    };
  }
  const text = await readFileAt(directory, commit, evidencePath);
  const evidence = text === undefined ? undefined : parseEvidence(text);
  if (evidence !== undefined) return { verifications: evidence.verifications, warnings: [] };
  const message = `${evidencePath} on the branch "${gatesBranch}" is missing or was edited by hand: no version counts as verified`;
  return { verifications: [], warnings: [{ message, hint: "write it anew with: npx desalt promote" }] };
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

import type { Issue } from "../core/user-error.ts";
import type { ResolvedEnvironment, ResolvedFleet } from "../fleet/index.ts";
import { fetchBranchTip } from "../io/git/branch-writer.ts";
import { readFileAt, resolveCommit } from "../io/git/commits.ts";
import { evidencePath, parseEvidence, type Verification } from "../promotion/index.ts";
import { gatesBranch } from "../renovate/index.ts";

/** The results of verification scripts. */
export interface VerificationReading {
  readonly verifications: readonly Verification[];
  /** The reasons why results are missing. */
  readonly warnings: readonly Issue[];
}

/** Reads the results of scripts from the branch of the gates, because they cannot be computed again. */
export async function readVerifications(
  directory: string,
  { environments }: Pick<ResolvedFleet, "environments">,
): Promise<VerificationReading> {
  if (environments.every(({ promotion }: ResolvedEnvironment) => promotion?.verify === undefined))
    return { verifications: [], warnings: [] };
  const commit = await findGatesCommit(directory);
  if (commit === undefined) {
    const message = `the branch "${gatesBranch}" with the verification results was not found, so no version counts as verified`;
    return {
      verifications: [],
      warnings: [{ message, hint: "create it with: npx desalt promote; in a workflow, check out with fetch-depth: 0" }],
    };
  }
  const text = await readFileAt(directory, commit, evidencePath);
  const evidence = text === undefined ? undefined : parseEvidence(text);
  if (evidence !== undefined) return { verifications: evidence.verifications, warnings: [] };
  const message = `${evidencePath} on the branch "${gatesBranch}" is missing or was edited by hand, so no version counts as verified`;
  return { verifications: [], warnings: [{ message, hint: "regenerate it with: npx desalt promote" }] };
}

/** Reads a local copy of the branch, because a check of pull requests has all branches but no credentials. */
async function findGatesCommit(directory: string): Promise<string | undefined> {
  try {
    return (await fetchBranchTip({ directory, branch: gatesBranch })).commit;
  } catch (error) {
    const fetched = await resolveCommit(directory, `refs/remotes/origin/${gatesBranch}`);
    if (fetched === undefined) throw error;
    return fetched;
  }
}

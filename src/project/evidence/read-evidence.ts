import { day, hour } from "../../core/time.ts";
import type { Issue } from "../../core/user-error.ts";
import type { ResolvedFleet } from "../../fleet/index.ts";
import { fetchBranchTip } from "../../io/git/branch-writer.ts";
import { readFileAt, resolveCommits } from "../../io/git/commits.ts";
import { evidencePath, formatDays, parseEvidence, rememberedIn, type GateInput, type Remembered } from "../../promotion/index.ts";
import { gatesBranch, gatesPath } from "../../renovate/index.ts";

/** Where the evidence is read, and for which moment. */
export interface EvidencePlace {
  readonly directory: string;
  readonly now: number;
  /** How often promote runs, in milliseconds. Undefined if that is not known. */
  readonly schedule?: number | undefined;
  /** Ask no remote. */
  readonly isOffline?: boolean;
}

/** What promote remembers, as other commands read it. */
export interface Recollection extends Remembered {
  /** When promote last wrote that it ran. */
  readonly lastRun?: number;
  /** The reasons why something is missing. */
  readonly warnings: readonly Issue[];
}

const nothing: Recollection = { verifications: [], seen: [], past: [], warnings: [] };

/** Reads what promote remembers from the branch of the gates, because it cannot be computed again. */
export async function readEvidence(
  { directory, now, schedule = day, isOffline = false }: EvidencePlace,
  { environments }: Pick<ResolvedFleet, "environments">,
): Promise<Recollection> {
  const isVerified = environments.some(({ promotion }) => promotion?.verify !== undefined);
  const commit = await findGatesCommit(directory, isOffline ? "offline" : isVerified ? "newest" : "known");
  if (commit === undefined) {
    if (!isVerified) return nothing;
    const message = `the branch "${gatesBranch}" with the verification results was not found, so no version counts as verified`;
    return {
      ...nothing,
      warnings: [{ message, hint: "create it with: npx desalt promote; in a workflow, check out with fetch-depth: 0" }],
    };
  }
  // A look at an earlier moment, by `--now`, does not make what was recorded since a forgery.
  const reading = parseEvidence(
    await readFileAt(directory, commit, evidencePath),
    await readFileAt(directory, commit, gatesPath),
    Math.max(now, Date.now()),
  );
  if (reading.problem !== undefined) {
    const so = isVerified ? "no version counts as verified" : "nothing of it counts";
    const message = `${evidencePath} on the branch "${gatesBranch}" ${reading.problem}, so ${so}`;
    return { ...nothing, warnings: [{ message, hint: "regenerate it with: npx desalt promote" }] };
  }
  const remembered = rememberedIn(reading);
  const lastRun = remembered.seen.at(-1)?.last;
  return { ...remembered, ...(lastRun !== undefined && { lastRun }), warnings: warnOfAge(lastRun, { now, schedule }) };
}

/** The inputs of the gates, with what promote remembers. */
export function withRemembered<Input extends GateInput>(input: Input, { seen, verifications }: Remembered): Input {
  const { mainline } = input;
  return { ...input, verifications, ...(mainline !== undefined && { mainline: { ...mainline, seen } }) };
}

/** A record is written once a day, however often promote runs. */
function warnOfAge(lastRun: number | undefined, { now, schedule }: { readonly now: number; readonly schedule: number }): readonly Issue[] {
  if (lastRun === undefined || now - lastRun <= Math.max(3 * schedule, day + 3 * hour)) return [];
  const message = `desalt promote last recorded a run ${formatDays(now - lastRun)} ago, so gates may be out of date`;
  return [{ message, hint: "look at the runs of its workflow; forges stop schedules in quiet repositories" }];
}

/**
 * Verification results are asked of the remote. For the rest, a local copy of the branch is enough: a check of pull
 * requests has all branches, and may have no credentials.
 */
async function findGatesCommit(directory: string, freshness: "newest" | "known" | "offline"): Promise<string | undefined> {
  const [remote, local] = [`refs/remotes/origin/${gatesBranch}`, `refs/heads/${gatesBranch}`];
  const commits = await resolveCommits(directory, [remote, local]);
  const known = commits.get(remote);
  if (freshness !== "newest" && known !== undefined) return known;
  if (freshness === "offline") return commits.get(local);
  try {
    return (await fetchBranchTip({ directory, branch: gatesBranch })).commit;
  } catch (error) {
    if (known === undefined && freshness === "newest") throw error;
    return known;
  }
}

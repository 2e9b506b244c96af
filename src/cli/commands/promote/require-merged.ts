import { UserError } from "../../../core/user-error.ts";
import { isAncestor } from "../../../io/git/commits.ts";
import { findRemoteHead, listUncommitted } from "../../../io/git/state.ts";
import { decisionsName } from "../../../promotion/index.ts";
import type { OpenFolder } from "../../../project/open-project.ts";

/** Throws a `UserError` if the shared gates would depend on changes that only this clone has. */
export async function requireMergedState(directory: string, { fleet, source }: OpenFolder): Promise<void> {
  const dryRun = "for a preview, run: npx desalt promote --dry-run";
  const paths = [source, decisionsName, ...fleet.environments.flatMap(({ helmfiles }) => helmfiles)];
  const uncommitted = await listUncommitted(directory, paths);
  if (uncommitted.length > 0) {
    throw new UserError({
      message: `changes are not committed: ${uncommitted.join(", ")}`,
      hint: `merge the changes first; ${dryRun}`,
    });
  }
  const head = await findRemoteHead(directory);
  if (head === undefined || (await isAncestor(directory, "HEAD", head.commit))) return;
  throw new UserError({
    message: `this is not the default branch "${head.branch}", or it has commits that "${head.remote}" does not have`,
    hint: `run: git switch ${head.branch} && git pull; ${dryRun}`,
  });
}

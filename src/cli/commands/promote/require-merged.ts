import { UserError } from "../../../core/user-error.ts";
import { findRemoteHead, isAncestor, listUncommitted } from "../../../io/git/state.ts";
import { decisionsName } from "../../../promotion/index.ts";
import type { Project } from "../../../project/open-project.ts";

/** Throws a `UserError` where gates for everybody would be computed from what only this clone has. */
export async function requirePublishable(directory: string, { fleet, source }: Project): Promise<void> {
  const dryRun = "to see what the gates would be, run: npx desalt promote --dry-run";
  const paths = [source, decisionsName, ...fleet.environments.map(({ helmfile }) => helmfile)];
  const uncommitted = await listUncommitted(directory, paths);
  if (uncommitted.length > 0) {
    throw new UserError({
      message: `changes are not committed: ${uncommitted.join(", ")}`,
      hint: `gates are for what is merged; ${dryRun}`,
    });
  }
  const head = await findRemoteHead(directory);
  if (head === undefined || (await isAncestor(directory, "HEAD", head.commit))) return;
  throw new UserError({
    message: `this is not the default branch "${head.branch}", or has commits that "${head.remote}" does not have`,
    hint: `gates are for what is merged: git switch ${head.branch} && git pull; ${dryRun}`,
  });
}

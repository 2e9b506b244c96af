import { appendFileSync, readFileSync } from "node:fs";
import { findPullRequest, readCi } from "../../../ci/index.ts";
import { count } from "../../../core/count.ts";
import { commentMarker, renderDiffComments } from "../../../manifests/print/index.ts";
import type { ManifestDiff } from "../../../manifests/compare/index.ts";
import { updateComments } from "../../../io/forge/pull-request-comments.ts";
import { maskOutput } from "../../../io/secrets/known-secrets.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** GitHub's limit for a summary: one mebibyte. */
const summaryLimit = 1_000_000;

/** Posts a diff to the pull request of the workflow's run. It replaces the comment of an earlier run. */
export async function postDiff(
  diff: ManifestDiff,
  { env, number }: { readonly env: Environment; readonly number?: number },
): Promise<void> {
  const { url: link, eventFile } = readCi(env);
  const event = eventFile === undefined ? undefined : readFileSync(eventFile, "utf8");
  const pullRequest = findPullRequest(env, { event, number });
  const parts = renderDiffComments(diff, link === undefined ? {} : { link });
  const onLimit = (seconds: number): void => void process.stderr.write(`the forge asks desalt to wait for ${count(seconds, "second")}\n`);
  const { created, updated, unchanged, removed, url } = await updateComments(pullRequest, { parts, marker: commentMarker, onLimit });
  const counts = { created, updated, unchanged, removed };
  const done = Object.entries(counts).flatMap(([name, total]) => (total === 0 ? [] : [`${total} ${name}`]));
  process.stderr.write(`comments: ${done.join(", ")}${url === undefined ? "" : ` (${url})`}\n`);
}

/** Adds a diff to the summary of a workflow's run, which also works for pull requests from forks. */
export function writeSummary(diff: ManifestDiff, env: Environment): void {
  const { summaryFile } = readCi(env);
  if (summaryFile === undefined) return;
  const [text = ""] = renderDiffComments(diff, { limit: summaryLimit, maximum: 1 });
  appendFileSync(summaryFile, maskOutput(text));
}

import { auditHistories, listChangingCommits, type Audit } from "../../../audit/index.ts";
import { renderJson } from "../../../core/json-text.ts";
import { parseDuration } from "../../../core/duration.ts";
import { parseNow } from "../../../core/time.ts";
import { UserError } from "../../../core/user-error.ts";
import { listAuthors } from "../../../io/git/commit-authors.ts";
import { requireCommit } from "../../../io/git/commits.ts";
import { listFirstParents } from "../../../io/git/first-parents.ts";
import { describeRepository } from "../../../io/git/repository.ts";
import { readAuditedHistories, type AuditedBranch } from "../../../project/audited-histories.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { findAudited, type AuditedSets } from "./audited-sets.ts";
import { renderCsv } from "./csv.ts";
import { renderMarkdown } from "./markdown.ts";
import { renderAudit } from "./text.ts";

export interface AuditOptions {
  readonly directory: string;
  readonly json: boolean;
  readonly ref?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly soak: string;
  readonly all?: boolean;
  readonly markdown?: boolean;
  readonly csv?: boolean;
  readonly now?: string | undefined;
}

/** `desalt audit`: how long versions ran upstream before they came downstream, from the history of any repository. Asks no network. */
export async function runAudit({ directory, json, ref = "HEAD", soak: soakText, ...options }: AuditOptions): Promise<ExitCode> {
  const now = parseNow(options.now, Date.now());
  const soak = requireDuration(soakText);
  const { root, isShallow } = await describeRepository(directory);
  const branch: AuditedBranch = { root, commit: await requireCommit(root, ref) };
  const sets = await findAudited(branch, { directory, ref, ...options });
  const { environments, warnings } = await readAuditedHistories(branch, sets.environments);
  const commits = [...new Set(environments.filter(({ follows }) => follows !== undefined).flatMap(listChangingCommits))];
  const authors = await listAuthors(root, commits);
  const audit = auditHistories({
    environments,
    mainline: await listFirstParents(root, branch.commit),
    now,
    soak,
    bots: new Map([...authors].map(([id, author]) => [id, isBot(author)])),
    isComplete: !isShallow,
    warnings: [...(isShallow ? ["this clone is shallow, so earlier commits are missing"] : []), ...warnings],
  });
  process.stdout.write(render(audit, sets, { ...options, json }));
  // What could not be read may hold anything.
  return environments.some(({ files }) => files.some(({ history }) => history.at(-1)?.releases === undefined)) || isShallow ? 2 : 0;
}

function render(
  audit: Audit,
  { questions, isConfigured = false }: AuditedSets,
  { json, all, markdown, csv }: Pick<AuditOptions, "json" | "all" | "markdown" | "csv">,
): string {
  if (json) return renderJson(audit);
  if (csv === true) return renderCsv(audit);
  if (markdown === true) return renderMarkdown(audit);
  return renderAudit(audit, { isWhole: all === true, questions, isConfigured });
}

function requireDuration(text: string): number {
  const soak = parseDuration(text);
  if (soak !== undefined) return soak;
  throw new UserError({ message: `"${text}" is not a valid duration (--soak)`, hint: 'write "7 days", "36 hours" or "2 weeks"' });
}

function isBot(author: string): boolean {
  return /\[bot\]|\bbot\b|-bot\b|renovate|dependabot|github-actions|image-updater|flux/iu.test(author);
}

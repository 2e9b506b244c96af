import { parseNow } from "../../../core/time.ts";
import { renderJson } from "../../../core/json-text.ts";
import { findGitRoot } from "../../../io/git/repository.ts";
import type { Issue } from "../../../core/user-error.ts";
import { describePast, type PastChange } from "../../../promotion/index.ts";
import { warnOfStaleRules } from "../../../project/stale-rules.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { useColor } from "../../terminal/color.ts";
import { gatesReporter } from "../../terminal/gates-reporter.ts";
import { reportErrors, warn } from "../../terminal/report-issues.ts";
import { readDecisionFlags, type DecisionFlags } from "./decision-flags.ts";
import { updateGates } from "../../../project/gates-branch.ts";
import { openFleet } from "../../../project/open-fleet.ts";
import { openProject } from "../../../project/open-project.ts";
import { describeOtherSources, loadPromotion, requireScripts } from "../../../project/promotion-input.ts";
import { requireMergedState } from "./require-merged.ts";
import { renderGates, renderGatesJson } from "./text.ts";
import { writeDecision } from "./write-decision.ts";
import { warnOfBranchAutomerge } from "../../../project/renovate-config.ts";
import { warnOfUnreadGates } from "../../../project/gates-reference.ts";

export interface PromoteOptions extends DecisionFlags {
  readonly directory: string;
  readonly json: boolean;
  readonly dryRun: boolean;
  /** Write the files to this folder, and nothing to git. */
  readonly output?: string | undefined;
  readonly now?: string | undefined;
  /** A release, or a release and its version, to explain. */
  readonly explain?: string | undefined;
}

/** `desalt promote`: opens the gates for versions that have soaked, and closes those of bad versions. */
export async function runPromote(options: PromoteOptions): Promise<ExitCode> {
  const { directory } = options;
  const now = parseNow(options.now, Date.now());
  if (options.explain !== undefined) {
    const { runExplain } = await import("./explain.ts");
    return await runExplain({ ...options, explain: options.explain, now });
  }
  const decision = readDecisionFlags(options);
  await findGitRoot(directory);
  // A decision may be the way out of a helmfile that cannot be read.
  const project = decision === undefined ? await openProject(directory) : { directory, ...(await openFleet(directory)) };
  const input = await loadPromotion(project, { directory, commit: "HEAD", now });
  warn([...input.warnings, ...describeOtherSources(input)]);
  if (decision !== undefined) {
    process.stdout.write(await writeDecision(directory, decision, input));
    return 0;
  }
  if (input.decisionError !== undefined) throw input.decisionError;
  requireScripts(directory, input.loaded);
  const isPublished = !options.dryRun && options.output === undefined;
  if (isPublished) await requireMergedState(directory, input.loaded);
  const promotion = await updateGates({ ...options, reporter: gatesReporter }, input);
  warn(promotion.gates.warnings.map((message) => ({ message })));
  warn([...warnOfBranchAutomerge(directory, input.loaded.fleet), ...warnOfStaleRules(directory, input.loaded)]);
  if (options.output === undefined) warn(await warnOfUnreadGates(directory, input.loaded.fleet));
  if (options.json) process.stdout.write(renderJson(renderGatesJson(promotion)));
  else
    process.stdout.write(
      renderGates({ ...promotion, environments: input.loaded.fleet.environments, now, color: useColor(process.stdout) }),
    );
  reportErrors(promotion.past.map(describePastIssue));
  if (promotion.past.length > 0) return 1;
  return promotion.isStale === true ? 2 : 0;
}

function describePastIssue(change: PastChange): Issue {
  const { environment, release, to } = change;
  const approve =
    release === undefined || to === undefined
      ? ""
      : `, or approve it: npx desalt promote --approve ${release}@${to} --to ${environment} --reason TEXT`;
  return { message: `came past the check: ${describePast(change)}`, hint: `roll it back${approve}` };
}

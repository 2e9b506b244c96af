import type { AppliedRule, Plan, Problem, WaitingVersion } from "./plan.generated.ts";
import { accountForReleases, countStates } from "./account-releases.ts";
import { findDependencies } from "./find-dependency.ts";
import { isDisabled } from "../renovate/repository-run.ts";
import { releaseNames, type PlanInput } from "./plan-context.ts";
import { describeFailures, describeProblems } from "./plan-problems.ts";
import { describeBranch } from "./pull-requests.ts";
import { describeWaiting } from "./waiting-versions.ts";

/** Turns Renovate's report on one repository into a plan. */
export function makePlan(input: PlanInput): Plan {
  const { files } = input.report;
  const problems = [...describeProblems(input.report), ...(input.configProblems ?? [])].map((problem) => {
    const more = input.explainProblem?.(problem.message);
    return more === undefined ? problem : { ...problem, message: `${problem.message}: ${more}` };
  });
  const failure = describeEnd(input, problems);
  if (failure !== undefined && problems.every(({ severity }) => severity !== "error"))
    problems.push({ severity: "error", message: failure });
  const pullRequests = input.report.branches.map((branch) => describeBranch(branch, input));
  const findings = findDependencies(input.declared?.releases ?? [], files);
  const releases = accountForReleases({ ...input, pullRequests, failure }, findings);
  return {
    renovate: input.renovate,
    summary: countStates(releases),
    releases,
    pullRequests,
    waiting: distinct(files.flatMap((file) => file.dependencies.flatMap((dependency) => describeWaiting(dependency, file, input)))),
    problems: [...describeUnread(input), ...problems, ...files.flatMap((file) => describeFailures(file, input, findings))],
    ...(input.packageRules === undefined ? {} : { packageRules: input.packageRules.map((rule) => nameRelease(rule, input)) }),
  };
}

/** Why Renovate did not finish with the repository. A repository that its config disables is finished. */
function describeEnd({ run, givenUp = [] }: PlanInput, problems: readonly Problem[]): string | undefined {
  if (run === undefined || run.result === "done" || run.result === "automerged" || isDisabled(run)) return undefined;
  const first = problems.find(({ severity }) => severity === "error")?.message;
  // A preset on a host that was left out fails as one that does not exist.
  if (first?.includes("preset") === true && givenUp.length > 0) {
    return `${first} (not asked: ${givenUp.map(({ host, cause }) => `${host}, ${cause}`).join("; ")})`;
  }
  return first ?? `Renovate gave the repository up${run.result === undefined ? "" : ` (${run.result})`}`;
}

function describeUnread({ declared }: PlanInput): Problem[] {
  return (declared?.unread ?? []).map(({ file, line, reason }) => ({
    severity: "error",
    message: `${file} cannot be read as helmfile reads it, so releases may be missing here (line ${line}: ${reason})`,
    file,
  }));
}

/** Equal dependencies of a file are of one chart, and each stands for all releases of it. */
function distinct(waiting: readonly WaitingVersion[]): WaitingVersion[] {
  return [...new Map(waiting.map((version) => [JSON.stringify(version), version])).values()];
}

function nameRelease(rule: AppliedRule, input: PlanInput): AppliedRule {
  const [release] = releaseNames({ depName: rule.chart, packageName: rule.chart, version: "", file: rule.file }, input);
  return release === undefined || release === rule.chart ? rule : { ...rule, release };
}

import type { AppliedRule, Plan } from "./plan.generated.ts";
import { releaseNames, type PlanInput } from "./plan-context.ts";
import { describeFailures, describeProblems } from "./plan-problems.ts";
import { describeBranch } from "./pull-requests.ts";
import { describeWaiting } from "./waiting-versions.ts";

/** Turns Renovate's report on one repository into a plan. */
export function makePlan(input: PlanInput): Plan {
  const problems = [...describeProblems(input.report), ...(input.configProblems ?? [])].map((problem) => {
    const more = input.explainProblem?.(problem.message);
    return more === undefined ? problem : { ...problem, message: `${problem.message}: ${more}` };
  });
  return {
    renovate: input.renovate,
    pullRequests: input.report.branches.map((branch) => describeBranch(branch, input)),
    waiting: input.report.files.flatMap((file) => file.dependencies.flatMap((dependency) => describeWaiting(dependency, file, input))),
    problems: [...problems, ...input.report.files.flatMap((file) => describeFailures(file, input))],
    ...(input.packageRules === undefined ? {} : { packageRules: input.packageRules.map((rule) => nameRelease(rule, input)) }),
  };
}

function nameRelease(rule: AppliedRule, input: PlanInput): AppliedRule {
  const [release] = releaseNames({ depName: rule.chart, packageName: rule.chart, version: "", file: rule.file }, input);
  return release === undefined || release === rule.chart ? rule : { ...rule, release };
}

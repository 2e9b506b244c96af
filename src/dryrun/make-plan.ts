import type { Plan } from "./plan.generated.ts";
import type { PlanInput } from "./plan-input.ts";
import { describeFailures, describeProblems } from "./plan-problems.ts";
import { describeBranch } from "./pull-requests.ts";
import { describeWaiting } from "./waiting-versions.ts";

/** Turns Renovate's report on one repository into a plan. */
export function makePlan(input: PlanInput): Plan {
  return {
    renovate: input.renovate,
    pullRequests: input.report.branches.map((branch) => describeBranch(branch, input)),
    waiting: input.report.files.flatMap((file) => file.dependencies.flatMap((dependency) => describeWaiting(dependency, file, input))),
    problems: [...describeProblems(input.report), ...input.report.files.flatMap((file) => describeFailures(file, input))],
  };
}

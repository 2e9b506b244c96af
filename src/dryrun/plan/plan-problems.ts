import { findLookupCause } from "./lookup-cause.ts";
import type { Problem } from "./plan.generated.ts";
import type { PlanInput } from "./plan-context.ts";
import { isNoise } from "../renovate/log.ts";
import type { ReportFile, RepositoryReport } from "../renovate/report.ts";
import { intendedSkips } from "./waiting-versions.ts";

// Told per package by `describeFailures`, with host and cause.
const lookupFailures = "Package lookup failures";

// The user's own intent: nothing to look up, and nothing wrong.
const quietSkips = new Set(["local-chart"]);

/** What Renovate complained of in a repository, without its complaints about the machine. */
export function describeProblems(report: RepositoryReport): Problem[] {
  const problems: Problem[] = report.problems
    .filter(({ level, message }) => level >= 40 && message !== lookupFailures && !isNoise(message))
    .map(({ level, message, detail, file, isConfigError }) => {
      const text = (detail === undefined ? message : `${message}: ${detail}`).replaceAll(/\s+/gu, " ").trim();
      const explanation = explain(text);
      return {
        // Renovate only warns of a config or a branch that it refuses, though it then does nothing at all.
        severity: level >= 50 || isConfigError || explanation?.isFatal === true ? "error" : "warning",
        message: explanation === undefined ? text : `${text} (${explanation.says})`,
        ...(file === undefined ? {} : { file }),
      };
    });
  // One warning about several packages, whose names Renovate does not tell, is one.
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

interface Explanation {
  readonly says: string;
  readonly isFatal?: true;
}

/** Renovate's error codes and complaints that say nothing to people. */
const explanations: { readonly [text: string]: Explanation } = {
  "config-secrets-exposed": {
    says: "Renovate refuses to publish a branch or title that contains the value of a secret; a user name is no secret, so write it as `username` of the repository",
    isFatal: true,
  },
  "Excess registryUrls found": {
    says: "a helm repository called `stable`, as a rule, for which Renovate knows an address of its own: it uses yours, and another name ends the warning",
  },
};

function explain(message: string): Explanation | undefined {
  return Object.entries(explanations).find(([code]) => message.includes(code))?.[1];
}

/** Lookups that failed, with host and cause, and releases that Renovate cannot read: their versions are unknown, never up to date. */
export function describeFailures(file: ReportFile, input: PlanInput): Problem[] {
  return file.dependencies.flatMap((dependency): Problem[] => {
    const { depName, skipReason, warnings, currentValue } = dependency;
    if (warnings.length > 0) {
      const { host, cause } = findLookupCause({
        dependency,
        failedRequests: input.failedRequests ?? [],
        refusedHosts: input.refusedHosts ?? new Set(),
        refusedUrls: input.refusedUrls ?? new Set(),
        fixtureHosts: input.fixtureHosts ?? new Set(),
      });
      return [{ severity: "error", message: `versions of "${depName}" are unknown: lookup at ${host} failed: ${cause}`, file: file.path }];
    }
    if (skipReason === undefined || skipReason in intendedSkips || quietSkips.has(skipReason) || file.manager !== "helmfile") return [];
    return [
      {
        severity: "warning",
        message: `Renovate does not update "${depName}" ${currentValue}: ${skipReason}`.replace("  ", " "),
        file: file.path,
      },
    ];
  });
}

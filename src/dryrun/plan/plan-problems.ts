import { findClaim, type Finding } from "./find-dependency.ts";
import { findLeftOutRegistry } from "./given-up.ts";
import { findLookupCause, type LookupCause } from "./lookup-cause.ts";
import type { Problem } from "./plan.generated.ts";
import type { PlanInput } from "./plan-context.ts";
import { isNoise } from "../renovate/log.ts";
import type { ReportDependency, ReportFile, RepositoryReport } from "../renovate/report.ts";
import { intendedSkips } from "./waiting-versions.ts";

// `describeFailures` reports them per package, with host and cause.
const lookupFailures = "Package lookup failures";

// These are the user's intent, and not errors.
const quietSkips = new Set(["local-chart"]);

/** Renovate's errors and warnings about a repository, without those about the machine. */
export function describeProblems(report: RepositoryReport): Problem[] {
  const problems: Problem[] = report.problems
    .filter(({ level, message }) => level >= 40 && message !== lookupFailures && !isNoise(message))
    .map(({ level, message, detail, file, isConfigError }) => {
      const text = (detail === undefined ? message : `${message}: ${detail}`).replaceAll(/\s+/gu, " ").trim();
      const explanation = explain(text);
      return {
        // Renovate only warns about a config or a branch that it rejects, although it then does nothing.
        severity: level >= 50 || isConfigError || explanation?.isFatal === true ? "error" : "warning",
        message: explanation === undefined ? text : `${text} (${explanation.says})`,
        ...(file === undefined ? {} : { file }),
      };
    });
  // Renovate does not name the packages, so equal warnings become one.
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

interface Explanation {
  readonly says: string;
  readonly isFatal?: true;
}

/** Explanations of Renovate's unclear error codes and messages. */
const explanations: { readonly [text: string]: Explanation } = {
  "config-secrets-exposed": {
    says: "Renovate refuses a branch or title with the value of a secret; if the value is a user name, set it as `username` of the repository",
    isFatal: true,
  },
  "Host error": { says: "so Renovate gave the whole repository up", isFatal: true },
  "Excess registryUrls found": {
    says: "usually from a helm repository called `stable`, for which Renovate has its own address; Renovate uses yours, and another name avoids the warning",
  },
};

function explain(message: string): Explanation | undefined {
  return Object.entries(explanations).find(([code]) => message.includes(code))?.[1];
}

/** Reports failed lookups, with host and cause, and releases that Renovate cannot read. Their versions are unknown, never up to date. */
export function describeFailures(file: ReportFile, input: PlanInput, findings: readonly Finding[]): Problem[] {
  return file.dependencies.flatMap((dependency): Problem[] => {
    const { depName, skipReason, warnings, currentValue } = dependency;
    const release = findClaim({ dependency, file }, findings)?.release;
    const about = { file: file.path, ...(release !== undefined && { release }) };
    const isLeftOut = findLeftOutRegistry(dependency, input.givenUp ?? []) !== undefined;
    if (isLeftOut || warnings.length > 0) {
      const { host, cause } = lookupCauseOf(dependency, input);
      const message = `versions of "${depName}" are unknown because the lookup at ${host} failed: ${cause}`;
      return [{ severity: "error", message, ...about }];
    }
    if (skipReason === undefined || skipReason in intendedSkips || quietSkips.has(skipReason) || file.manager !== "helmfile") return [];
    const message = `Renovate does not update "${depName}" ${currentValue}: ${skipReason}`.replace("  ", " ");
    return [{ severity: "warning", message, ...about }];
  });
}

/** The host and the cause of a failed lookup. */
export function lookupCauseOf(dependency: ReportDependency, input: PlanInput): LookupCause {
  const leftOut = findLeftOutRegistry(dependency, input.givenUp ?? []);
  if (leftOut !== undefined) return { host: leftOut.host, cause: leftOut.cause };
  return findLookupCause({
    dependency,
    failedRequests: input.failedRequests ?? [],
    refusedHosts: input.refusedHosts ?? new Set(),
    refusedUrls: input.refusedUrls ?? new Set(),
    fixtureHosts: input.fixtureHosts ?? new Set(),
  });
}

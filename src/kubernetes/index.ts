/** What versions of Kubernetes serve and support, and rendered releases against it. Other folders import from here only. */
export type { CheckFinding, CheckStatus, CheckedEnvironment, CheckedReleaseResult, KubernetesCheck } from "./check.generated.ts";
export { findAccepted, isListed } from "./chart-findings.ts";
export { checkManifests, listProblems, mergeChecks } from "./check.ts";
export type { CheckedManifests, CheckedRelease } from "./checked.ts";
export { compareMinors, nextMinor, parseMinor, type Minor } from "./minor.ts";
export { findMinor, knownMinors, newestMinor } from "./minors.ts";

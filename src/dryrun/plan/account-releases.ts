import type { PullRequest, ReleaseState, Summary } from "./plan.generated.ts";
import type { DeclaredRelease } from "./declared-release.ts";
import type { Finding, FoundDependency } from "./find-dependency.ts";
import { findLeftOutRegistry } from "./given-up.ts";
import { isDisabled } from "../renovate/repository-run.ts";
import type { ReportDependency } from "../renovate/report.ts";
import type { PlanInput } from "./plan-context.ts";
import { lookupCauseOf } from "./plan-problems.ts";
import { explainUnseenFile } from "./unseen-file.ts";
import type { Verdict } from "./verdict.ts";
import { describeWaiting, intendedSkips } from "./waiting-versions.ts";

/** Gives every declared release one state, in the order of the helmfiles. */
export function accountForReleases(evidence: Evidence, findings: readonly Finding[]): ReleaseState[] {
  return findings.map(({ release, found }) => {
    const { environment, cluster, release: name, namespace, chart, version = "" } = release;
    return {
      environment,
      ...(cluster !== undefined && { cluster }),
      release: name,
      ...(namespace !== undefined && { namespace }),
      chart,
      version,
      ...judge(release, found, evidence),
    };
  });
}

/** Counts releases by state. */
export function countStates(releases: readonly ReleaseState[]): Summary {
  const summary: Summary = { opens: 0, waits: 0, "up-to-date": 0, unknown: 0, "not-tracked": 0, pinned: 0 };
  for (const { state } of releases) summary[state] += 1;
  return summary;
}

/** What decides about the states of releases. */
export interface Evidence extends PlanInput {
  readonly pullRequests: readonly PullRequest[];
  /** Why Renovate gave the repository up. */
  readonly failure: string | undefined;
}

function judge(release: DeclaredRelease, found: FoundDependency | undefined, evidence: Evidence): Verdict {
  if (release.isUnserved === true) return { state: "not-tracked", reason: "its chart is not from a registry" };
  if (release.pin !== undefined) return { state: "pinned", reason: release.pin };
  const { run, failure, report } = evidence;
  if (run !== undefined && isDisabled(run)) {
    return {
      state: "not-tracked",
      reason: "Renovate is disabled for this repository",
      fix: 'remove "enabled": false from the Renovate config',
    };
  }
  if (failure !== undefined) return { state: "unknown", reason: failure };
  if (found !== undefined) return judgeDependency(release, found, evidence);
  if (report.files.some(({ path }) => path === release.file)) {
    return { state: "unknown", reason: `Renovate does not see it in ${release.file}`, fix: "write its chart and version there as text" };
  }
  return explainUnseenFile(release.file, run ?? { ignorePaths: [], helmfilePatterns: [] });
}

function judgeDependency(release: DeclaredRelease, found: FoundDependency, evidence: Evidence): Verdict {
  const { dependency, file } = found;
  const leftOut = findLeftOutRegistry(dependency, evidence.givenUp ?? []);
  if (leftOut !== undefined) {
    const fix = leftOut.host.startsWith("s3:") ? { fix: "export AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" } : {};
    return { state: "unknown", reason: leftOut.cause, host: leftOut.host, ...fix };
  }
  if (dependency.skipReason !== undefined) return explainSkip(release, dependency);
  if (dependency.warnings.length > 0) {
    const { host, cause } = lookupCauseOf(dependency, evidence);
    return { state: "unknown", reason: cause, host };
  }
  const branches = new Set(dependency.updates.map(({ branch }) => branch));
  const offers = evidence.pullRequests.filter(({ branch }) => branches.has(branch));
  if (offers.some(({ state }) => state === "opens-now")) return { state: "opens" };
  const [offer] = offers;
  if (offer !== undefined) return { state: "waits", reason: offer.reason ?? "Renovate gives no reason" };
  const [waiting] = describeWaiting(dependency, file, evidence);
  if (waiting !== undefined) return { state: "waits", reason: `${waiting.version}: ${waiting.reason}` };
  if (dependency.updates.length > 0) return { state: "waits", reason: "Renovate made no branch for its update" };
  return judgeCurrent(release, found, evidence);
}

/** A lookup that offers nothing proves only then that nothing newer exists, if it found versions, the running one among them. */
function judgeCurrent(release: DeclaredRelease, { dependency, file }: FoundDependency, evidence: Evidence): Verdict {
  const { currentVersion, datasource, currentReleased, newestReleased, currentValue } = dependency;
  if (currentVersion === undefined) return { state: "unknown", reason: "its registry lists no version of it" };
  const published = evidence.versionsOf?.(dependency) ?? [];
  const isDated = datasource === "helm" && newestReleased !== undefined && currentReleased === undefined;
  const isLost = published.length > 0 ? currentVersion === currentValue && !published.includes(currentVersion) : isDated;
  if (isLost) return { state: "unknown", reason: `its registry does not list ${currentVersion}, the running version` };
  if (release.doubt !== undefined) return { state: "unknown", reason: release.doubt };
  const isLimited = evidence.packageRules?.some(
    (rule) => rule.file === file.path && rule.chart === dependency.depName && "allowedVersions" in rule.set,
  );
  const hasNewer = currentReleased !== undefined && newestReleased !== undefined && newestReleased > currentReleased;
  if (isLimited === true && hasNewer) return { state: "waits", reason: "a newer version exists, and allowedVersions leaves it out" };
  return { state: "up-to-date" };
}

function explainSkip(release: DeclaredRelease, { skipReason = "", currentValue }: ReportDependency): Verdict {
  const { file, chart, release: name } = release;
  const intended = intendedSkips[skipReason];
  if (skipReason === "is-pinned") return { state: "pinned", reason: "the Renovate config keeps pinned versions" };
  if (intended !== undefined) {
    return { state: "not-tracked", reason: intended, fix: `find the rule: npx desalt plan --explain ${name}` };
  }
  if (currentValue === "") return explainUnwritten(release);
  if (skipReason === "unknown-registry") {
    const alias = chart.split("/", 1)[0];
    return {
      state: "unknown",
      reason: `Renovate does not find the repository "${alias}" in ${file}`,
      fix: `declare "${alias}" under "repositories" of ${file}`,
    };
  }
  if (skipReason === "invalid-value" || skipReason === "invalid-version") {
    const reason = `Renovate cannot compare the version "${currentValue}"`;
    return { state: "unknown", reason, fix: `write three numbers in ${file}, for example version: 1.2.3` };
  }
  return { state: "unknown", reason: `Renovate skips it: ${skipReason}` };
}

/** A release whose version is not a text where Renovate looks. */
function explainUnwritten({ version, file }: DeclaredRelease): Verdict {
  if (version === undefined) return { state: "not-tracked", reason: "it has no version", fix: `write its version in ${file}` };
  return {
    state: "not-tracked",
    reason: "its version is a template, which Renovate does not read",
    fix: `write its version in ${file}, or let a custom manager read it`,
  };
}

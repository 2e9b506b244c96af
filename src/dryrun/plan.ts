import { parseDuration } from "../core/duration.ts";
import { findLookupCause, type FailedRequest } from "./lookup-cause.ts";
import type { BranchSettings, ReportBranch, ReportDependency, ReportFile, ReportUpgrade, RepositoryReport } from "./report.ts";

/** What Renovate would do in a repository. */
export interface Plan {
  /** Renovate's version. */
  readonly renovate: string;
  readonly pullRequests: readonly PullRequest[];
  /** Versions without a pull request. */
  readonly waiting: readonly WaitingVersion[];
  readonly problems: readonly PlanProblem[];
}

/** A branch of Renovate, with the pull request that it has or would have. */
export interface PullRequest {
  /** Several, joined by commas, when one branch changes files of several environments. */
  readonly environment: string;
  readonly branch: string;
  readonly title: string;
  readonly state: "opens-now" | "waits";
  /** What a pull request that waits waits for. */
  readonly reason?: string;
  /** When it will open at the earliest, if that is known; ISO. */
  readonly until?: string;
  readonly updates: readonly PlannedUpdate[];
  readonly labels?: readonly string[];
  readonly automerge?: boolean;
  readonly assignees?: readonly string[];
  readonly reviewers?: readonly string[];
  readonly group?: string;
  /** Renovate's `prPriority`: higher opens first. */
  readonly priority?: number;
  readonly schedule?: readonly string[];
}

export interface PlannedUpdate {
  readonly release: string;
  readonly chart: string;
  readonly from: string;
  readonly to: string;
  /** Renovate's `updateType`, such as `major`, `minor` or `patch`. */
  readonly type: string;
  readonly file: string;
}

export interface WaitingVersion {
  readonly environment: string;
  readonly release: string;
  /** The version that waits; for a release that gets no updates at all, the one that stays. */
  readonly version: string;
  readonly reason: string;
  readonly until?: string;
}

export interface PlanProblem {
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly file?: string;
}

/** A release as its helmfile names it. */
export interface ReleaseName {
  readonly name: string;
  /** As in helmfile, `repository/chart`, or an OCI address. */
  readonly chart: string;
  readonly version?: string;
}

/** A published version of a package, where the registry's content is known. */
export interface KnownVersion {
  readonly version: string;
  readonly released?: Date;
}

export interface PlanInput {
  readonly renovate: string;
  readonly report: RepositoryReport;
  /** By branch name. */
  readonly settings: ReadonlyMap<string, BranchSettings>;
  readonly failedRequests?: readonly FailedRequest[];
  readonly refusedHosts?: ReadonlySet<string>;
  /** Default: the directory that holds the file, `"."` for the root. */
  readonly environmentOf?: (file: string) => string | undefined;
  /** Default: a release is named like its chart. */
  readonly releasesOf?: (file: string) => readonly ReleaseName[];
  /** Newer stable versions of a package than Renovate offers, oldest first; makes versions visible that the config leaves out. */
  readonly versionsAfter?: (dependency: ReportDependency, version: string) => readonly KnownVersion[];
  readonly releaseDate?: (dependency: ReportDependency, version: string) => Date | undefined;
}

// Renovate's own words for conditions of the machine it runs on, which say nothing about the repository.
const noise = ["RE2 not usable, falling back to RegExp", "HTTP request to an internal host"] as const;
// Told per package by `describeFailures`, with host and cause.
const lookupFailures = "Package lookup failures";

const openResults = new Set(["no-work", "pr-created", "pr-edited", "done", "rebase", "automerged"]);
const waitReasons: Readonly<Record<string, string>> = {
  "needs-approval": "approval in the dependency dashboard",
  "needs-pr-approval": "approval in the dependency dashboard",
  "already-existed": "a pull request for it was closed before",
  "minimum-group-size-not-met": "its group is smaller than its minimum size",
  "pr-limit-reached": "the limit of open pull requests",
  "branch-limit-reached": "the limit of branches",
  "commit-hourly-limit-reached": "the limit of commits per hour",
  "commit-per-run-limit-reached": "the limit of commits per run",
  error: "Renovate failed on this branch",
};
const skipReasons: Readonly<Record<string, string>> = {
  disabled: "updates are disabled by the config",
  ignored: "ignored by the config",
  "package-rules": "disabled by a package rule",
  "is-pinned": "pinned",
};
// The user's own intent: nothing to look up, and nothing wrong.
const quietSkips = new Set(["local-chart"]);

/** Turns Renovate's report on one repository into a plan. */
export function makePlan(input: PlanInput): Plan {
  return {
    renovate: input.renovate,
    pullRequests: input.report.branches.map((branch) => describeBranch(branch, input)),
    waiting: input.report.files.flatMap((file) => file.dependencies.flatMap((dependency) => describeWaiting(dependency, file, input))),
    problems: [...describeProblems(input.report), ...input.report.files.flatMap((file) => describeFailures(file, input))],
  };
}

function describeBranch(branch: ReportBranch, input: PlanInput): PullRequest {
  const settings = input.settings.get(branch.name);
  const environments = new Set(branch.upgrades.map(({ file }) => environmentOf(file, input)));
  return {
    environment: [...environments].toSorted().join(", "),
    branch: branch.name,
    title: branch.title,
    ...describeState(branch, settings, input.report),
    updates: branch.upgrades.flatMap((upgrade) => describeUpgrade(upgrade, input)),
    ...(settings === undefined ? {} : describeSettings(settings)),
  };
}

function describeState(branch: ReportBranch, settings: BranchSettings | undefined, report: RepositoryReport): Pick<PullRequest, "state" | "reason" | "until"> {
  if (openResults.has(branch.result) && branch.blockedBy === undefined) return { state: "opens-now" };
  if (branch.result.endsWith("not-scheduled")) {
    const words = settings === undefined ? "" : `: ${settings.schedule.join(", ")}${settings.timezone === undefined ? "" : ` (${settings.timezone})`}`;
    return { state: "waits", reason: `schedule${words}` };
  }
  if (branch.result === "pending" && settings?.minimumReleaseAge !== undefined) {
    const updates = report.files.flatMap((file) => file.dependencies.flatMap((dependency) => dependency.updates)).filter((update) => update.branch === branch.name);
    const moments = updates.map(({ released }) => (released === undefined ? undefined : agedAt(new Date(released), settings)));
    const reason = `minimum age of ${settings.minimumReleaseAge}`;
    if (moments.length === 0 || moments.includes(undefined)) return { state: "waits", reason: `${reason}, but the release date is not known` };
    return { state: "waits", reason, until: moments.filter((moment) => moment !== undefined).toSorted().at(-1) ?? "" };
  }
  if (branch.result === "pending") return { state: "waits", reason: "checks of the branch" };
  return { state: "waits", reason: waitReasons[branch.result] ?? `Renovate says "${branch.result}"` };
}

function describeUpgrade({ depName, file, from, to, type }: ReportUpgrade, input: PlanInput): readonly PlannedUpdate[] {
  return releaseNames({ depName, version: from, file }, input).map((release) => ({ release, chart: depName, from, to, type, file }));
}

function describeSettings(settings: BranchSettings): Partial<PullRequest> {
  const { labels, automerge, assignees, reviewers, group, priority, schedule } = settings;
  return {
    ...(labels.length === 0 ? {} : { labels }),
    ...(automerge ? { automerge } : {}),
    ...(assignees.length === 0 ? {} : { assignees }),
    ...(reviewers.length === 0 ? {} : { reviewers }),
    ...(group === undefined ? {} : { group }),
    ...(priority === undefined || priority === 0 ? {} : { priority }),
    ...(schedule.length === 0 || schedule.includes("at any time") ? {} : { schedule }),
  };
}

function describeWaiting(dependency: ReportDependency, file: ReportFile, input: PlanInput): readonly WaitingVersion[] {
  const { depName, currentValue, skipReason, updates, warnings } = dependency;
  const environment = environmentOf(file.path, input);
  const releases = releaseNames({ depName, version: currentValue, file: file.path }, input);
  const waits = (version: string, reason: string, until?: string): readonly WaitingVersion[] =>
    releases.map((release) => ({ environment, release, version, reason, ...(until === undefined ? {} : { until }) }));
  if (skipReason !== undefined) {
    const reason = skipReasons[skipReason];
    return reason === undefined ? [] : waits(currentValue, reason);
  }
  if (warnings.length > 0) return [];
  const pending = updates.flatMap((update) => {
    const settings = input.settings.get(update.branch);
    const reason = settings?.minimumReleaseAge === undefined ? "checks of the release" : `minimum age of ${settings.minimumReleaseAge}`;
    return update.pendingVersions.flatMap((version) => {
      const released = input.releaseDate?.(dependency, version);
      return waits(version, reason, settings === undefined || released === undefined ? undefined : agedAt(released, settings));
    });
  });
  const offered = [currentValue, ...updates.flatMap(({ version, pendingVersions }) => [version, ...pendingVersions])];
  const leftOut = input.versionsAfter === undefined ? [] : offered.reduce((rest, version) => intersect(rest, input.versionsAfter?.(dependency, version) ?? []), input.versionsAfter(dependency, currentValue));
  const newest = leftOut.at(-1);
  return newest === undefined ? pending : [...pending, ...waits(newest.version, "left out by the config (allowedVersions, or updates of this kind are disabled)")];
}

function intersect(left: readonly KnownVersion[], right: readonly KnownVersion[]): readonly KnownVersion[] {
  return left.filter(({ version }) => right.some((other) => other.version === version));
}

function describeProblems(report: RepositoryReport): readonly PlanProblem[] {
  return report.problems
    .filter(({ level, message }) => level >= 40 && message !== lookupFailures && !noise.some((start) => message.startsWith(start)))
    .map(({ level, message, detail, file, isConfigError }) => ({
      // Renovate only warns of a config that it refuses, though it then does nothing at all.
      severity: level >= 50 || isConfigError ? "error" : "warning",
      message: detail === undefined ? message : `${message}: ${detail}`,
      ...(file === undefined ? {} : { file }),
    }));
}

function describeFailures(file: ReportFile, input: PlanInput): readonly PlanProblem[] {
  return file.dependencies.flatMap((dependency): readonly PlanProblem[] => {
    const { depName, skipReason, warnings, currentValue } = dependency;
    if (warnings.length > 0) {
      const { host, cause } = findLookupCause({ dependency, failedRequests: input.failedRequests ?? [], refusedHosts: input.refusedHosts ?? new Set() });
      return [{ severity: "error", message: `versions of "${depName}" are unknown: lookup at ${host} failed: ${cause}`, file: file.path }];
    }
    if (skipReason === undefined || skipReason in skipReasons || quietSkips.has(skipReason) || file.manager !== "helmfile") return [];
    return [{ severity: "warning", message: `Renovate does not update "${depName}" ${currentValue}: ${skipReason}`.replace("  ", " "), file: file.path }];
  });
}

function environmentOf(file: string, input: PlanInput): string {
  const environment = input.environmentOf?.(file);
  if (environment !== undefined && environment !== "") return environment;
  const end = file.lastIndexOf("/");
  return end === -1 ? "." : file.slice(0, end);
}

interface ReleaseQuery {
  readonly depName: string;
  readonly version: string;
  readonly file: string;
}

function releaseNames({ depName, version, file }: ReleaseQuery, input: PlanInput): readonly string[] {
  const candidates = (input.releasesOf?.(file) ?? []).filter(({ chart }) => chart === depName || chart.endsWith(`/${depName}`));
  const exact = candidates.filter((release) => release.version === version);
  const names = (exact.length > 0 ? exact : candidates).map(({ name }) => name);
  return names.length > 0 ? names : [depName];
}

function agedAt(released: Date, { minimumReleaseAge = "", minimumReleaseAgeBuffer = "" }: BranchSettings): string | undefined {
  const age = parseDuration(minimumReleaseAge);
  if (age === undefined || Number.isNaN(released.getTime())) return undefined;
  return new Date(released.getTime() + age + (parseDuration(minimumReleaseAgeBuffer) ?? 0)).toISOString();
}

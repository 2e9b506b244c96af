import type { AppliedRule, Update, PullRequest } from "./plan.generated.ts";
import { environmentOf, releaseNames, type PlanInput } from "./plan-context.ts";
import { agedAt } from "./release-age.ts";
import type { BranchSettings, ReportBranch, ReportUpgrade } from "../renovate/report.ts";

const openResults = new Set(["no-work", "pr-created", "pr-edited", "done", "rebase", "automerged"]);
const awaitsApproval = "approval in the dependency dashboard";

const waitReasons: Readonly<Record<string, string>> = {
  "needs-approval": awaitsApproval,
  "needs-pr-approval": awaitsApproval,
  "already-existed": "an earlier pull request for it was closed",
  "minimum-group-size-not-met": "its group is smaller than its minimum size",
  "pr-limit-reached": "the limit of open pull requests",
  "branch-limit-reached": "the limit of branches",
  "commit-hourly-limit-reached": "the limit of commits per hour",
  "commit-per-run-limit-reached": "the limit of commits per run",
  error: "Renovate failed on this branch",
};

/** Makes a pull request from a branch of the report: its updates, and whether and why it waits. */
export function describeBranch(branch: ReportBranch, input: PlanInput): PullRequest {
  const settings = input.settings.get(branch.name);
  const environments = new Set(branch.upgrades.map(({ file }) => environmentOf(file, input)));
  return {
    environment: [...environments].toSorted().join(", "),
    branch: branch.name,
    title: branch.title,
    ...describeState(branch, settings, input),
    updates: branch.upgrades.flatMap((upgrade) => describeUpgrade(upgrade, input)),
    ...(settings === undefined ? {} : describeSettings(settings)),
  };
}

function describeState(
  branch: ReportBranch,
  settings: BranchSettings | undefined,
  { report, packageRules = [] }: PlanInput,
): Pick<PullRequest, "state" | "reason" | "until"> {
  if (openResults.has(branch.result) && branch.blockedBy === undefined) return { state: "opens-now" };
  if (branch.result.endsWith("not-scheduled")) {
    const words =
      settings === undefined ? "" : `: ${settings.schedule.join(", ")}${settings.timezone === undefined ? "" : ` (${settings.timezone})`}`;
    return { state: "waits", reason: `schedule${words}` };
  }
  if (branch.result === "pending" && settings?.minimumReleaseAge !== undefined) {
    const updates = report.files
      .flatMap((file) => file.dependencies.flatMap((dependency) => dependency.updates))
      .filter((update) => update.branch === branch.name);
    const moments = updates.map(({ released }) => (released === undefined ? undefined : agedAt(new Date(released), settings)));
    const reason = `minimum age of ${settings.minimumReleaseAge}`;
    if (moments.length === 0 || moments.includes(undefined))
      return { state: "waits", reason: `${reason}, but the release date is unknown` };
    return {
      state: "waits",
      reason,
      until:
        moments
          .filter((moment) => moment !== undefined)
          .toSorted()
          .at(-1) ?? "",
    };
  }
  if (branch.result === "pending") return { state: "waits", reason: "checks of the branch" };
  const reason = waitReasons[branch.result] ?? `Renovate says "${branch.result}"`;
  const why = reason === awaitsApproval ? findApprovalRule(branch, packageRules)?.description : undefined;
  return { state: "waits", reason: why === undefined ? reason : `${reason} (${why})` };
}

/** The last rule that asks for the approval: later ones win. */
function findApprovalRule({ upgrades }: ReportBranch, rules: readonly AppliedRule[]): AppliedRule | undefined {
  const isOfBranch = ({ file, chart }: AppliedRule): boolean =>
    upgrades.some((upgrade) => upgrade.file === file && upgrade.depName === chart);
  return rules.findLast((rule) => isOfBranch(rule) && rule.set["dependencyDashboardApproval"] === true);
}

function describeUpgrade({ depName, packageName, file, from, to, type }: ReportUpgrade, input: PlanInput): Update[] {
  return releaseNames({ depName, packageName, version: from, file }, input).map((release) => ({
    release,
    chart: depName,
    from,
    to,
    type,
    file,
  }));
}

function describeSettings(settings: BranchSettings): Partial<PullRequest> {
  const { labels, automerge, assignees, reviewers, group, priority, schedule } = settings;
  return {
    ...(labels.length === 0 ? {} : { labels: [...labels] }),
    ...(automerge ? { automerge } : {}),
    ...(assignees.length === 0 ? {} : { assignees: [...assignees] }),
    ...(reviewers.length === 0 ? {} : { reviewers: [...reviewers] }),
    ...(group === undefined ? {} : { group }),
    ...(priority === undefined || priority === 0 ? {} : { priority }),
    ...(schedule.length === 0 || schedule.includes("at any time") ? {} : { schedule: [...schedule] }),
  };
}

import type { Pace, ResolvedEnvironment, ResolvedFleet } from "../fleet/index.ts";
import { matchFiles } from "./match.ts";
import type { PackageRule } from "./options.ts";
import { agelessOciRule, paceRule } from "./rules.ts";

/** Rules for the schedule, order and reviewers of an environment's pull requests. */
export function renderPacing({ environments, timezone }: ResolvedFleet): readonly PackageRule[] {
  const rules = environments.flatMap((environment) => {
    const pace = { ...pullRequestsFirst(environment, environments), ...renderPace(environment.pace, timezone) };
    return Object.keys(pace).length === 0 ? [] : [paceRule({ name: environment.name, matchers: matchFiles([environment]) }, pace)];
  });
  return [...rules, ...dropAgeWithoutDates(environments)];
}

function renderPace(pace: Pace, fleetTimezone: string | undefined): PackageRule {
  const timezone = pace.timezone ?? fleetTimezone;
  return {
    ...(pace.schedule === undefined ? {} : { schedule: [...pace.schedule], ...(timezone === undefined ? {} : { timezone }) }),
    ...(pace.minimumReleaseAge === undefined ? {} : { minimumReleaseAge: pace.minimumReleaseAge }),
    ...(pace.dependencyDashboardApproval ? { dependencyDashboardApproval: true } : {}),
    ...(pace.labels.length === 0 ? {} : { addLabels: [...pace.labels] }),
    ...(pace.reviewers.length === 0 ? {} : { reviewers: [...pace.reviewers] }),
    ...(pace.assignees.length === 0 ? {} : { assignees: [...pace.assignees] }),
  };
}

function pullRequestsFirst(
  environment: ResolvedEnvironment,
  environments: readonly ResolvedEnvironment[],
): Pick<PackageRule, "prPriority"> {
  const prPriority = countFollowers(environment.name, environments);
  return prPriority === 0 ? {} : { prPriority };
}

/** The longest chain of environments that follow this one, each the one before. */
function countFollowers(name: string, environments: readonly ResolvedEnvironment[]): number {
  const followers = environments.filter(({ follows }) => follows === name);
  return Math.max(0, ...followers.map((follower) => 1 + countFollowers(follower.name, environments)));
}

function dropAgeWithoutDates(environments: readonly ResolvedEnvironment[]): readonly PackageRule[] {
  const aged = environments.filter(({ pace }) => pace.minimumReleaseAge !== undefined);
  const withOci = aged.filter(
    ({ isHandWritten, releases }) => isHandWritten || releases.some(({ repository }) => repository?.oci === true),
  );
  return withOci.length === 0 ? [] : [agelessOciRule(matchFiles(withOci))];
}

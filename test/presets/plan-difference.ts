import type { Plan, PullRequest } from "../../src/dryrun/index.ts";

/** What a user notices of the difference between two plans of one repository, update by update; empty where there is none. */
export function renderPlanDifference(before: Plan, after: Plan): string {
  const without = describePlan(before);
  const withIt = describePlan(after);
  const subjects = [...new Set([...without.keys(), ...withIt.keys()])].toSorted();
  return subjects
    .flatMap((subject) => {
      const lines = [
        ...subtract(without.get(subject), withIt.get(subject)).map((line) => `  - ${line}`),
        ...subtract(withIt.get(subject), without.get(subject)).map((line) => `  + ${line}`),
      ];
      return lines.length === 0 ? [] : [subject, ...lines];
    })
    .map((line) => `${line}\n`)
    .join("");
}

function subtract(lines: readonly string[] = [], others: readonly string[] = []): readonly string[] {
  return lines.filter((line) => !others.includes(line));
}

/** Facts by what they are about: an update in a file, a version that waits, the repository. */
function describePlan({ pullRequests, waiting, problems }: Plan): ReadonlyMap<string, readonly string[]> {
  const facts = new Map<string, string[]>();
  const add = (subject: string, fact: string) => facts.set(subject, [...(facts.get(subject) ?? []), fact].toSorted());
  for (const pullRequest of pullRequests) {
    for (const update of pullRequest.updates) {
      add(`${update.chart} ${update.from} in ${update.file}`, `to ${update.to}: ${describePullRequest(pullRequest)}`);
    }
  }
  for (const { environment, release, version, reason, until } of waiting) {
    add(`${release} in ${environment}`, `${version} has no pull request: ${reason}${renderUntil(until)}`);
  }
  for (const { severity, message, file } of problems) add(`problems${file === undefined ? "" : ` in ${file}`}`, `${severity}: ${message}`);
  return facts;
}

function describePullRequest(pullRequest: PullRequest): string {
  const { title, branch, state, reason, until, labels = [], reviewers = [], assignees = [], automerge, priority, updates } = pullRequest;
  return [
    `"${title}" on ${branch}`,
    ...(updates.length > 1 ? [`one of ${updates.length} updates`] : []),
    state === "opens-now" ? "opens now" : `waits for ${reason ?? "?"}${renderUntil(until)}`,
    ...(automerge === true ? ["merged by Renovate"] : []),
    ...(priority === undefined ? [] : [`priority ${priority}`]),
    ...labels.map((label) => `label ${label}`),
    ...reviewers.map((reviewer) => `reviewed by ${reviewer}`),
    ...assignees.map((assignee) => `assigned to ${assignee}`),
  ].join(", ");
}

function renderUntil(until: string | undefined): string {
  return until === undefined ? "" : ` until ${until}`;
}

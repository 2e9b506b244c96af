import { checkChange } from "../check/check-change.ts";
import type { GateFinding } from "../check/proposed-change.ts";
import { isSameVersion } from "../check/release-pairs.ts";
import { listApprovals, type Decisions } from "../decisions/decisions.ts";
import type { PastChange } from "../gates/evidence.ts";
import type { GateInput } from "../gates/gate-input.ts";
import { isLocalChart } from "../history/chart-source.ts";
import { settleCommitTimes } from "../history/commit-times.ts";
import type { History, Mainline, Running, RunningRelease } from "../history/history.ts";
import { isoTime } from "../history/times.ts";

/** The gates' inputs, with the branch on which the change is. */
export type ReviewInput = GateInput & { readonly mainline: Mainline };

/** Commits after the last tip of a sighting that changed a follower's helmfile, oldest first. None if no sighting is of this branch. */
export function listUnjudged({ fleet, histories, mainline }: ReviewInput): readonly string[] {
  const tips = new Set(mainline.seen.map(({ tip }) => tip));
  const index = mainline.commits.findLastIndex(({ id }) => tips.has(id));
  if (index === -1) return [];
  const followers = fleet.environments.filter(({ follows }) => follows !== undefined);
  const changing = new Set(followers.flatMap(({ name }) => (histories.get(name) ?? []).map(({ commit }) => commit.id)));
  return mainline.commits.slice(index + 1).flatMap(({ id }) => (changing.has(id) ? [id] : []));
}

/** Judges one commit of the default branch as the check would have, with the history and the decisions before it. */
export function judgeCommit(input: ReviewInput, commit: string, decisions: Decisions): readonly PastChange[] {
  const { commits, seen } = input.mainline;
  const index = commits.findLastIndex(({ id }) => id === commit);
  const moment = settleCommitTimes(input.mainline, input.now).get(commit)?.begins;
  if (index === -1 || moment === undefined) return [];
  const earlier = new Set(commits.slice(0, index).map(({ id }) => id));
  const histories = new Map<string, History>();
  const before = new Map<string, readonly RunningRelease[]>();
  const after = new Map<string, readonly RunningRelease[]>();
  const unread: GateFinding[] = [];
  for (const { name, follows } of input.fleet.environments) {
    const all = input.histories.get(name) ?? [];
    const past = all.filter((entry) => earlier.has(entry.commit.id));
    const now = all.find((entry) => entry.commit.id === commit);
    const releases = past.findLast((entry) => entry.releases !== undefined)?.releases ?? [];
    histories.set(name, past);
    before.set(name, fetched(releases));
    after.set(name, fetched(now?.releases ?? releases));
    if (now !== undefined && now.releases === undefined && follows !== undefined) {
      unread.push({
        severity: "error",
        environment: name,
        rule: "unreadable",
        message: "the helmfile cannot be read as helmfile reads it",
      });
    }
  }
  const { findings } = checkChange({
    fleet: input.fleet,
    decisions,
    histories,
    mainline: { commits: commits.slice(0, index), seen: seen.filter(({ first }) => first <= moment) },
    ...(input.earlier !== undefined && { earlier: input.earlier }),
    verifications: (input.verifications ?? []).filter(({ at }) => Date.parse(at) <= moment),
    running: before,
    head: after,
    now: moment,
  });
  const refusals = new Map<string, PastChange>();
  for (const { severity, environment, release, from, to, rule, message } of [...unread, ...findings]) {
    if (severity !== "error" || environment === undefined || refusals.has(`${environment} ${release}`)) continue;
    refusals.set(`${environment} ${release}`, {
      environment,
      ...(release !== undefined && { release }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
      commit,
      at: isoTime(moment),
      rule,
      message,
    });
  }
  return [...refusals.values()];
}

/** Charts in folders have no versions in history. */
function fetched(releases: readonly RunningRelease[]): readonly RunningRelease[] {
  return releases.filter((release) => !isLocalChart(release));
}

/** What a past change is compared with now. */
interface Present extends Pick<GateInput, "decisions" | "histories"> {
  readonly running: Running;
}

/** Whether a past change still stands: its environment runs what it brought, and nobody has approved it. */
export function isStanding({ environment, release, to }: PastChange, { decisions, histories, running }: Present): boolean {
  if (release === undefined) return histories.get(environment)?.at(-1)?.releases === undefined;
  if (to !== undefined && listApprovals(decisions, environment, release).some(({ version }) => isSameVersion(version, to))) return false;
  const releases = (running.get(environment) ?? []).filter(({ name }) => name === release);
  return releases.some(({ version }) => (to === undefined ? version === undefined : isSameVersion(version, to)));
}

/** One line: `portal 9.9.9 in prd, abc1234567`. */
export function describePast({ environment, release, to, commit }: PastChange): string {
  const what = release === undefined ? "an unreadable helmfile" : `${release} ${to ?? "without an exact version"}`;
  return `${what} in ${environment}, ${commit.slice(0, 10)}`;
}

import { checkChange } from "../check/check-change.ts";
import type { GateFinding } from "../check/proposed-change.ts";
import { listLosses } from "../check/decided.ts";
import { isSameVersion } from "../check/release-pairs.ts";
import { listApprovals, type Decisions } from "../decisions/decisions.ts";
import { findLivingApproval } from "../gates/approvals.ts";
import { computeTracks, findUpstream } from "../gates/compute-gates.ts";
import type { PastChange } from "../gates/evidence.ts";
import type { GateInput } from "../gates/gate-input.ts";
import { isLocalChart } from "../history/chart-source.ts";
import { settleCommitTimes } from "../history/commit-times.ts";
import type { HelmfileAt, History, Mainline, RunningRelease } from "../history/history.ts";
import { lastKnown } from "../history/merged-histories.ts";
import { noTracks } from "../history/periods.ts";
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
    const releases = lastKnown(past);
    histories.set(name, past);
    before.set(name, fetched(releases));
    after.set(name, fetched(now?.known ?? now?.releases ?? releases));
    if (now !== undefined && bringsUnread(now) && follows !== undefined) {
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

/** Whether nobody can say what a commit brought. */
export function bringsUnread(entry: HelmfileAt): boolean {
  return entry.releases === undefined || entry.isUnread === true;
}

/** Charts in folders have no versions in history. */
function fetched(releases: readonly RunningRelease[]): readonly RunningRelease[] {
  return releases.filter((release) => !isLocalChart(release));
}

/** Whether a past change still stands: its environment runs what it brought, and nobody has approved it. */
export function isStanding({ environment, release, to, commit }: PastChange, input: GateInput): boolean {
  if (release === undefined) {
    const last = input.histories.get(environment)?.at(-1);
    return last?.releases === undefined || last.known !== undefined;
  }
  const releases = (input.running.get(environment) ?? []).filter(({ name }) => name === release);
  const standing = releases.filter(({ version }) => (to === undefined ? version === undefined : isSameVersion(version, to)));
  // Since that change the version runs again, so that what ended an approval lies before it.
  const all = input.histories.get(environment) ?? [];
  const index = all.findIndex((entry) => entry.commit.id === commit);
  const past = index === -1 ? all : all.slice(0, index);
  const running = new Map([...input.running, [environment, lastKnown(past)]]);
  const before = { ...input, running, histories: new Map([...input.histories, [environment, past]]) };
  return standing.some((one) => !isApproved(one, environment, before));
}

/** Whether an approval counts as it would in the check: a rollback or a verification may have ended it. */
function isApproved(release: RunningRelease, name: string, input: GateInput): boolean {
  const { version } = release;
  if (version === undefined || !listApprovals(input.decisions, name, release.name).some((one) => isSameVersion(one.version, version)))
    return false;
  const environment = input.fleet.environments.find((one) => one.name === name);
  if (environment?.follows === undefined || environment.promotion === undefined) return false;
  const { follows, promotion } = environment;
  const tracks = computeTracks(input);
  const { upstream } = findUpstream({ ...environment, follows, promotion }, release, { fleet: input.fleet, tracks });
  const running = input.running.get(name) ?? [];
  const losses = listLosses({ to: release, upstream, own: tracks.get(name) ?? noTracks, running, now: input.now });
  return findLivingApproval({ input, environment: { name, promotion }, release: { ...release, version }, losses }) !== undefined;
}

/** One line: `portal 9.9.9 in prd, abc1234567`. */
export function describePast({ environment, release, to, commit }: PastChange): string {
  const what = release === undefined ? "an unreadable helmfile" : `${release} ${to ?? "without an exact version"}`;
  return `${what} in ${environment}, ${commit.slice(0, 10)}`;
}

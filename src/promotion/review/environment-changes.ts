import { checkChange } from "../check/check-change.ts";
import { isUnchanged, pairReleases } from "../check/release-pairs.ts";
import { computeTracks } from "../gates/compute-gates.ts";
import { settleCommitTimes } from "../history/commit-times.ts";
import type { RunningRelease } from "../history/history.ts";
import { bringsUnread, type ReviewInput } from "./past-changes.ts";

/** What a commit did to one release of an environment. */
interface ReleaseChange {
  /** Absent if the commit added the release. */
  readonly from?: RunningRelease;
  /** Absent if the commit removed it. */
  readonly to?: RunningRelease;
}

/** What a commit did to an environment. */
export interface EnvironmentChange {
  readonly commit: string;
  readonly time: number;
  readonly releases: readonly ReleaseChange[];
  /** Whether nobody can say what the environment runs since. */
  readonly isUnread: boolean;
}

/** The commits of the default branch that changed what an environment declares, newest first. */
export function listEnvironmentChanges({ histories, mainline, now }: ReviewInput, environment: string): readonly EnvironmentChange[] {
  const times = settleCommitTimes(mainline, now);
  const changes: EnvironmentChange[] = [];
  let before: readonly RunningRelease[] = [];
  for (const entry of histories.get(environment) ?? []) {
    const { commit, known, releases = before } = entry;
    const found = compareReleases(before, known ?? releases);
    before = known ?? releases;
    if (found.length === 0 && !bringsUnread(entry)) continue;
    const time = times.get(commit.id)?.begins ?? commit.time;
    changes.push({ commit: commit.id, time, releases: found, isUnread: bringsUnread(entry) });
  }
  return changes.reverse();
}

function compareReleases(before: readonly RunningRelease[], after: readonly RunningRelease[]): readonly ReleaseChange[] {
  const pairs = pairReleases({ running: new Map([["", before]]), head: new Map([["", after]]) }, "");
  const kept = new Set(pairs.map(({ from }) => from));
  return [
    ...pairs.filter(({ from, to }) => from === undefined || !isUnchanged(from, to)).map(({ from, to }) => ({ ...(from && { from }), to })),
    ...before.filter((release) => !kept.has(release)).map((from) => ({ from })),
  ];
}

/** What the merge check would say. */
export interface Foresight {
  /** `conflicts`: a later commit changed the same release, so that git cannot take this one back alone. */
  readonly verdict: "passes" | "refused" | "conflicts" | "unknown";
  readonly reasons: readonly string[];
}

/** What the merge check would say to the revert of a commit, merged now. */
export function foreseeRevert(input: ReviewInput, environment: string, { releases, isUnread }: EnvironmentChange): Foresight {
  if (isUnread) return { verdict: "unknown", reasons: ["the helmfile cannot be read since"] };
  let head = input.running.get(environment) ?? [];
  for (const { from, to } of releases) {
    const one = to ?? from;
    const current = head.find(({ name, namespace }) => name === one?.name && namespace === one.namespace);
    const isAsLeft = to === undefined ? current === undefined : current !== undefined && isUnchanged(current, to);
    if (!isAsLeft) return { verdict: "conflicts", reasons: [`${one?.name ?? ""} was changed again later`] };
    const others = head.filter((release) => release !== current);
    head = from === undefined ? others : [...others, from];
  }
  return foresee(input, environment, head);
}

/** What the merge check would say to a version of a release that an environment has. */
export function foreseeVersion(
  input: ReviewInput,
  environment: string,
  { release, version }: { release: string; version: string },
): Foresight {
  const running = input.running.get(environment) ?? [];
  const head = running.map((one): RunningRelease => {
    if (one.name !== release) return one;
    const { range: _, ...rest } = one;
    return { ...rest, version };
  });
  return foresee(input, environment, head);
}

function foresee(input: ReviewInput, environment: string, head: readonly RunningRelease[]): Foresight {
  const { findings } = checkChange({ ...input, head: new Map([...input.running, [environment, head]]) });
  const errors = findings.filter((finding) => finding.severity === "error" && finding.environment === environment);
  const reasons = errors.map(({ release, message }) => (release === undefined ? message : `${release}: ${message}`));
  return errors.length === 0 ? { verdict: "passes", reasons } : { verdict: "refused", reasons };
}

/** A version that runs in an environment, since when, and by which commit. */
export interface RunningSince {
  readonly version: string;
  readonly since: number;
  readonly commit: string;
}

/** What an environment runs of a release; undefined if it has none, or nobody can tell. */
export function findRunningSince(input: ReviewInput, environment: string, release: string): RunningSince | undefined {
  const tracks = [...(computeTracks(input).get(environment)?.tracks.values() ?? [])].filter((track) => track.release === release);
  const period = tracks.map(({ periods }) => periods.at(-1)).find((last) => last !== undefined && last.until === undefined);
  return period && { version: period.version, since: period.since, commit: period.commit.id };
}

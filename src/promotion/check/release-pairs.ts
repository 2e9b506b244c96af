import type { ProposedChange } from "./proposed-change.ts";
import type { RunningRelease } from "../history/history.ts";
import { trackKey } from "../history/periods.ts";
import { compareVersions, parseVersion, versionKey } from "../history/version.ts";

/** A release after a change, and the one that it was before. */
export interface ReleasePair {
  readonly from: RunningRelease | undefined;
  readonly to: RunningRelease;
}

/** Pairs the releases of the head with those of the base. Two of one name are told apart by namespace, then by order. */
export function pairReleases({ running, head }: Pick<ProposedChange, "running" | "head">, environment: string): readonly ReleasePair[] {
  const left = [...(running.get(environment) ?? [])];
  const releases = head.get(environment) ?? [];
  const pairs = new Map<RunningRelease, RunningRelease>();
  const isNear = [
    (from: RunningRelease, to: RunningRelease) => from.namespace === to.namespace && isUnchanged(from, to),
    (from: RunningRelease, to: RunningRelease) => from.namespace === to.namespace,
    () => true,
  ];
  for (const isMatch of isNear) {
    for (const to of releases) {
      const from = pairs.has(to) ? undefined : left.find((one) => one.name === to.name && isMatch(one, to));
      if (from === undefined) continue;
      left.splice(left.indexOf(from), 1);
      pairs.set(to, from);
    }
  }
  return releases.map((to) => ({ from: pairs.get(to), to }));
}

/** Whether a release still has the same chart and version, or the same range. */
export function isUnchanged(from: RunningRelease, to: RunningRelease): boolean {
  if (trackKey(from) !== trackKey(to)) return false;
  if (from.version === to.version) return from.range === to.range && from.doubt === to.doubt;
  return isSameVersion(from.version, to.version);
}

/** Whether two texts stand for one version. */
export function isSameVersion(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || parseVersion(a) === undefined || parseVersion(b) === undefined) return false;
  return versionKey(a) === versionKey(b);
}

/** Whether a release goes to an older version of the same chart. */
export function isDowngrade(from: RunningRelease | undefined, to: RunningRelease): boolean {
  if (from?.version === undefined || to.version === undefined || trackKey(from) !== trackKey(to)) return false;
  return compareVersions(to.version, from.version) < 0;
}

/** The releases that a change adds to an environment, or changes there. */
export function listBrought(move: Pick<ProposedChange, "running" | "head">, environment: string): readonly RunningRelease[] {
  return pairReleases(move, environment).flatMap(({ from, to }) => (from !== undefined && isUnchanged(from, to) ? [] : [to]));
}

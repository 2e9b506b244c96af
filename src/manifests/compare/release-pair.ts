import type { RenderedRelease } from "../objects/rendered.ts";

/** Two renders of a release, one at least. */
export interface ReleasePair {
  readonly base: RenderedRelease | undefined;
  readonly head: RenderedRelease | undefined;
}

/** The head, or the base of a removed release. */
export function sideOf({ base, head }: ReleasePair): RenderedRelease {
  const side = head ?? base;
  if (side === undefined) throw new Error("a release with no side");
  return side;
}

/** A key of the environment and cluster of a release. */
export function placeOf({ environment, cluster }: Pick<RenderedRelease, "environment" | "cluster">): string {
  return JSON.stringify([environment, cluster]);
}

/** Whether two renders are of one release: name and namespace, in one cluster. helm knows releases by these. */
export function isSameRelease(a: Identified, b: Identified): boolean {
  return placeOf(a) === placeOf(b) && a.release === b.release && (a.namespace ?? "") === (b.namespace ?? "");
}

type Identified = Pick<RenderedRelease, "environment" | "cluster" | "release" | "namespace">;

/** Pairs the releases of two sides, in the order of the head; removed ones come after the others of their environment. */
export function pairReleases(base: readonly RenderedRelease[], head: readonly RenderedRelease[]): ReleasePair[] {
  const keyOf = (release: RenderedRelease): string => JSON.stringify([placeOf(release), release.release, release.namespace ?? ""]);
  const nameOf = (release: RenderedRelease): string => JSON.stringify([placeOf(release), release.release]);
  const before = new Map(base.map((release) => [keyOf(release), release]));
  const after = new Set(head.map(keyOf));
  // One that changes its namespace is shown as one, as long as nobody else has its name.
  const moved = Map.groupBy(
    base.filter((release) => !after.has(keyOf(release))),
    nameOf,
  );
  const paired = new Set<RenderedRelease>();
  const pairs = head.map((release): ReleasePair => {
    const same = before.get(keyOf(release)) ?? moved.get(nameOf(release))?.shift();
    if (same !== undefined) paired.add(same);
    return { base: same, head: release };
  });
  const removed = base.filter((release) => !paired.has(release)).map((release): ReleasePair => ({ base: release, head: undefined }));
  const order = [...new Set([...head, ...base].map(placeOf))];
  return [...pairs, ...removed].toSorted((a, b) => order.indexOf(placeOf(sideOf(a))) - order.indexOf(placeOf(sideOf(b))));
}

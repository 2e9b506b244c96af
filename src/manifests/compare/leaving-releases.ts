import type { LeavingRelease } from "./diff.generated.ts";
import { isSameRelease, placeOf, type ReleasePair } from "./release-pair.ts";
import type { RenderedManifests } from "../objects/rendered.ts";

/** What decides whether a release that its helmfile no longer has stays in the cluster. */
export interface LeavingContext {
  readonly pairs: readonly ReleasePair[];
  readonly head: Pick<RenderedManifests, "uninstalled">;
  /** Whether something deletes what is no longer rendered, as Argo CD does. */
  readonly prunes: boolean;
}

/** Finds out whether a release leaves its helmfile without being uninstalled: helmfile forgets it, and helm keeps it. */
export function findLeaving({ base, head }: ReleasePair, context: LeavingContext): LeavingRelease | undefined {
  if (base === undefined || context.prunes || (head !== undefined && isSameRelease(base, head))) return undefined;
  if (context.head.uninstalled?.some((gone) => isSameRelease(gone, base)) === true) return undefined;
  const stays = base.namespace === undefined ? {} : { namespace: base.namespace };
  const next = head ?? findRenamed(base, context.pairs);
  if (next === undefined) return stays;
  return { ...stays, to: { name: next.release, ...(next.namespace !== undefined && { namespace: next.namespace }) } };
}

/** A new release of the same chart in the same namespace is taken for the old one with another name. */
function findRenamed(base: NonNullable<ReleasePair["base"]>, pairs: readonly ReleasePair[]): ReleasePair["head"] {
  const isNext = (pair: ReleasePair): boolean =>
    pair.base === undefined &&
    pair.head !== undefined &&
    placeOf(pair.head) === placeOf(base) &&
    pair.head.namespace === base.namespace &&
    pair.head.chart.reference === base.chart.reference;
  return pairs.find(isNext)?.head;
}

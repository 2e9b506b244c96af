import { identify } from "../objects/identity.ts";
import type { ReleasePair } from "./release-pair.ts";
import type { ManifestObject, RenderedRelease } from "../objects/rendered.ts";

/** An object that moves from one release to another of the same cluster. */
export interface Relocation {
  /** The other release. */
  readonly release: string;
  readonly from: ManifestObject;
  readonly to: ManifestObject;
  readonly namespace: string | undefined;
}

/** Objects that change their release, by the object of either side. */
export function findMoves(pairs: readonly ReleasePair[]): ReadonlyMap<ManifestObject, Relocation> {
  const lost = new Map<string, { readonly object: ManifestObject; readonly release: RenderedRelease }>();
  for (const { base, head } of pairs) {
    for (const { identity, object } of listOnly(base, head))
      if (base !== undefined) lost.set(placeOf(base, identity), { object, release: base });
  }
  const moves = new Map<ManifestObject, Relocation>();
  for (const { base, head } of pairs) {
    for (const { identity, object } of listOnly(head, base)) {
      const origin = head === undefined ? undefined : lost.get(placeOf(head, identity));
      if (head === undefined || origin === undefined) continue;
      const move = { from: origin.object, to: object, namespace: head.namespace };
      moves.set(object, { ...move, release: origin.release.release });
      moves.set(origin.object, { ...move, release: head.release });
    }
  }
  return moves;
}

function listOnly(side: RenderedRelease | undefined, other: RenderedRelease | undefined) {
  const known = new Set(other?.objects.map((object) => identify(object, other.namespace)));
  return (side?.objects ?? [])
    .map((object) => ({ object, identity: identify(object, side?.namespace) }))
    .filter(({ identity }) => !known.has(identity));
}

function placeOf({ environment, cluster }: RenderedRelease, identity: string): string {
  return JSON.stringify([environment, cluster, identity]);
}

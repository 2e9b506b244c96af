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

import { diffArrays } from "diff";

/** A run of texts of both sides, or of one. */
export interface Run {
  readonly sign: " " | "-" | "+";
  readonly texts: readonly string[];
}

/** The work grows with the square of the differences: two thousand take half a second. */
const maxEditLength = 2000;

/** Compares two sequences of texts. If too much differs, all of one is removed and all of the other is added. */
export function diffSequences(base: readonly string[], head: readonly string[]): readonly Run[] {
  const changes = diffArrays([...base], [...head], { maxEditLength });
  if (changes === undefined) {
    return [
      { sign: "-", texts: base },
      { sign: "+", texts: head },
    ];
  }
  return changes.map(({ value, added, removed }) => ({ sign: added ? "+" : removed ? "-" : " ", texts: value }));
}

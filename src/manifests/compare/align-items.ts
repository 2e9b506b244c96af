import { isRecord } from "../../core/json-value.ts";
import { canonical } from "../../core/canonical.ts";
import { diffSequences } from "./sequences.ts";

/** Indexes of an item in base and head; undefined on a side without it. */
export interface Alignment {
  readonly from?: number;
  readonly to?: number;
}

/** Aligns the items of two ordered lists: equal items first, then pairs of items between them that have a field in common. */
export function alignItems(base: readonly unknown[], head: readonly unknown[]): Alignment[] {
  const alignments: Alignment[] = [];
  let [from, to] = [0, 0];
  let removed = 0;
  const flush = (added: number): void => {
    alignments.push(...alignChanged({ base, head, from, to, removed, added }));
    from += removed;
    to += added;
    removed = 0;
  };
  for (const { sign, texts } of diffSequences(base.map(canonical), head.map(canonical))) {
    const count = texts.length;
    if (sign === "-") {
      removed = count;
    } else if (sign === "+") {
      flush(count);
    } else {
      if (removed > 0) flush(0);
      for (let step = 0; step < count; step += 1) alignments.push({ from: from + step, to: to + step });
      from += count;
      to += count;
    }
  }
  if (removed > 0) flush(0);
  return alignments;
}

interface ChangedRun {
  readonly base: readonly unknown[];
  readonly head: readonly unknown[];
  readonly from: number;
  readonly to: number;
  readonly removed: number;
  readonly added: number;
}

function alignChanged({ base, head, from, to, removed, added }: ChangedRun): Alignment[] {
  const alignments: Alignment[] = [];
  const paired = Math.min(removed, added);
  for (let step = 0; step < paired; step += 1) {
    const isPair = resembles(base[from + step], head[to + step]);
    if (isPair) alignments.push({ from: from + step, to: to + step });
    else alignments.push({ from: from + step }, { to: to + step });
  }
  for (let step = paired; step < removed; step += 1) alignments.push({ from: from + step });
  for (let step = paired; step < added; step += 1) alignments.push({ to: to + step });
  return alignments;
}

function resembles(base: unknown, head: unknown): boolean {
  if (!isRecord(base) || !isRecord(head)) return Array.isArray(base) === Array.isArray(head) && isRecord(base) === isRecord(head);
  return Object.keys(base).some((key) => Object.hasOwn(head, key) && canonical(base[key]) === canonical(head[key]));
}

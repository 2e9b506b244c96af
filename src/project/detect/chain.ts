import type { Draft } from "./draft.ts";
import { readEnvironmentName, sandboxRank } from "./environment-name.ts";

/** An environment with its upstream. */
export interface Linked extends Draft {
  readonly follows?: string;
}

/** Environments in the order of promotion, upstream first. */
export interface Chain {
  readonly environments: readonly Linked[];
  readonly questions: readonly string[];
}

interface Ranked {
  readonly draft: Draft;
  readonly rank?: number;
  readonly rest: string;
}

/**
 * Orders environments by the stage in their names. Each follows the nearest stage before it: the environment there with the same region
 * or customer, or the only one. A sandbox is upstream where nothing else is.
 */
export function linkEnvironments(drafts: readonly Draft[]): Chain {
  const ranked = drafts.map((draft): Ranked => ({ draft, ...readName(draft) }));
  const hasOther = ranked.some(
    ({ rank }) => rank !== undefined && rank > sandboxRank && ranked.some((other) => isBetween(rank, other.rank)),
  );
  const questions: string[] = [];
  const sorted = ranked.toSorted((a, b) => (a.rank ?? 100) - (b.rank ?? 100) || (a.draft.name < b.draft.name ? -1 : 1));
  const environments = sorted.map(({ draft, rank, rest }): Linked => {
    const before = sorted.filter(
      (one) => rank !== undefined && one.rank !== undefined && one.rank < rank && !(hasOther && one.rank === sandboxRank),
    );
    const nearest = before.filter((one) => one.rank === before.at(-1)?.rank);
    const same = nearest.filter((one) => one.rest === rest);
    const [upstream, ...more] = same.length > 0 ? same : nearest;
    if (upstream === undefined) return draft;
    if (more.length > 0) {
      const names = (same.length > 0 ? same : nearest).map((one) => one.draft.name).join(", ");
      questions.push(`which of ${names} does ${draft.name} follow?`);
      return { ...draft, isSure: false, why: `${draft.why}; its upstream is not clear` };
    }
    if (upstream.rank === sandboxRank) {
      questions.push(`does ${draft.name} follow ${upstream.draft.name}?`);
      return { ...draft, follows: upstream.draft.name, isSure: false, why: `${draft.why}; its upstream is a guess` };
    }
    return { ...draft, follows: upstream.draft.name };
  });
  return { environments, questions };
}

/** Whether a stage is between a sandbox and another one. */
function isBetween(rank: number, other: number | undefined): boolean {
  return other !== undefined && other > rank;
}

/** Of an environment whose name has other parts, such as `acme-prd` of two folders, the whole name counts. */
function readName({ name, label }: Draft): { readonly rank?: number; readonly rest: string } {
  const found = readEnvironmentName(name) ?? readEnvironmentName(label);
  return found === undefined ? { rest: "" } : { rest: found.rest, ...(found.rank !== undefined && { rank: found.rank }) };
}

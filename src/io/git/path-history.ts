import { gitOrThrow } from "./run-git.ts";

/** Which paths a branch ever had. A question takes as long as walking over the whole branch, so it may be asked before its answer is needed. */
export interface PathHistory {
  /** Asks for paths that were not asked for yet, and does not wait. */
  ask(paths: Iterable<string>): void;
  /** Whether any of some paths was there at any commit. */
  hasAny(paths: ReadonlySet<string>): Promise<boolean>;
}

interface Question {
  readonly paths: ReadonlySet<string>;
  readonly found: Promise<boolean>;
}

/** Opens the history of paths along the first parents of a commit. Paths are relative to the root. */
export function openPathHistory(root: string, commit: string): PathHistory {
  const questions: Question[] = [];
  const asked = new Set<string>();
  const find = async (paths: ReadonlySet<string>): Promise<boolean> => {
    const args = ["--literal-pathspecs", "rev-list", "--first-parent", "--max-count=1", "--end-of-options", commit, "--", ...paths];
    return (await gitOrThrow(root, args)) !== "";
  };
  const ask = (paths: Iterable<string>): void => {
    const fresh = new Set([...paths].filter((path) => !asked.has(path)));
    if (fresh.size === 0) return;
    for (const path of fresh) asked.add(path);
    const found = find(fresh);
    // Whoever asks for the answer gets the error.
    found.catch(() => {});
    questions.push({ paths: fresh, found });
  };
  return {
    ask,
    hasAny: async (paths) => {
      ask(paths);
      for (const question of questions) {
        const own = new Set([...paths].filter((path) => question.paths.has(path)));
        if (own.size > 0 && (await question.found) && (own.size === question.paths.size || (await find(own)))) return true;
      }
      return false;
    },
  };
}

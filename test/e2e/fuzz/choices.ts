/** A repeatable source of choices. */
export interface Choices {
  /** The first option, the ordinary one, is taken seven times out of eight. */
  readonly pick: <T>(options: readonly [T, ...T[]]) => T;
  /** Any option. */
  readonly any: <T>(options: readonly [T, ...T[]]) => T;
  /** A whole number below the limit. */
  readonly below: (limit: number) => number;
}

export function createChoices(seed: number): Choices {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return {
    pick: ([first, ...rest]) => (next() % 8 === 0 ? (rest[next() % rest.length] ?? first) : first),
    any: (options) => options[next() % options.length] ?? options[0],
    below: (limit) => next() % limit,
  };
}

/** The seed and the time box of a run, both settable. CI tries the same files each time, so that a find by chance stops no other change. */
export function readBox(seconds: number): { readonly seed: number; readonly deadline: number } {
  const seed = Number(process.env["FUZZ_SEED"] ?? (process.env["CI"] === "true" ? 1 : Date.now() % 1_000_000));
  return { seed, deadline: Date.now() + Number(process.env["FUZZ_SECONDS"] ?? seconds) * 1000 };
}

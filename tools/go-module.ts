/** What a `tools/<name>/go.mod` says about the program it pins. */
export interface GoModule {
  /** Import path of the program, from the `tool` directive. */
  readonly program: string;
  /** Path of the module that holds the program. */
  readonly path: string;
  /** The module's version, without the `v`. */
  readonly version: string;
  /** The oldest Go that can build it, such as `1.26.6`. */
  readonly go: string;
}

/** Reads the `tool`, `require` and `go` lines of a go.mod; throws when one is missing. */
export function parseGoModule(text: string): GoModule {
  const program = /^tool (\S+)$/m.exec(text)?.[1];
  const go = /^go (\S+)$/m.exec(text)?.[1];
  if (program === undefined || go === undefined) throw new Error('go.mod has no line "tool …" or no line "go …"');

  // The module of a program is the longest required path that its import path starts with.
  const holders = [...text.matchAll(/^(?:require )?\s*(\S+) v(\d\S*)/gm)]
    .map(([, path = "", version = ""]) => ({ path, version }))
    .filter(({ path }) => `${program}/`.startsWith(`${path}/`))
    .toSorted((a, b) => b.path.length - a.path.length);
  const [holder] = holders;
  if (holder === undefined) throw new Error(`go.mod requires no module that holds "${program}"`);
  return { program, path: holder.path, version: holder.version, go };
}

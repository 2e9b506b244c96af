/** What a `tools/<folder>/go.mod` says about a program it pins. */
export interface GoModule {
  /** Import path of the program, from its `tool` directive. */
  readonly program: string;
  /** Path of the module that holds the program. */
  readonly path: string;
  /** The module's version, without the `v`. */
  readonly version: string;
  /** The oldest Go that can build it, such as `1.26.6`. */
  readonly go: string;
}

interface Requirement {
  readonly path: string;
  readonly version: string;
  readonly isDirect: boolean;
}

/** Reads the `module`, `tool`, `require` and `go` lines of a go.mod; throws when one is missing. */
export function parseGoModule(text: string, name: string): GoModule {
  const own = /^module (\S+)$/m.exec(text)?.[1];
  const programs = [...text.matchAll(/^(?:tool |\t)(\S+)$/gm)].map(([, path = ""]) => path);
  const program = programs.length === 1 ? programs[0] : programs.find((path) => path.endsWith(`/${name}`));
  const go = /^go (\S+)$/m.exec(text)?.[1];
  if (own === undefined || program === undefined || go === undefined) {
    throw new Error(`go.mod has no line "module …", no line "go …", or no tool "${name}"`);
  }
  const holder = findHolder(program, own, listRequirements(text));
  if (holder === undefined) throw new Error(`go.mod requires no module that holds "${program}"`);
  return { program, path: holder.path, version: holder.version, go };
}

function listRequirements(text: string): Requirement[] {
  return [...text.matchAll(/^(?:require )?\s*(\S+) v(\d\S*)(.*)$/gm)].map(([, path = "", version = "", rest = ""]) => ({
    path,
    version,
    isDirect: !rest.includes("// indirect"),
  }));
}

/** The longest required path that the program's starts with; for a program in this folder, the module that it wraps. */
function findHolder(program: string, own: string, requirements: readonly Requirement[]): Requirement | undefined {
  if (`${program}/`.startsWith(`${own}/`)) return requirements.find(({ isDirect }) => isDirect);
  const holders = requirements.filter(({ path }) => `${program}/`.startsWith(`${path}/`));
  return holders.toSorted((a, b) => b.path.length - a.path.length)[0];
}

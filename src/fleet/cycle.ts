/** Finds the cycles in a relation from each name to at most one other. Returns each cycle once, as its names in order. */
export function findCycles(names: readonly string[], next: (name: string) => string | undefined): string[][] {
  const cycles: string[][] = [];
  const seen = new Set<string>();
  for (const start of names) {
    const path: string[] = [];
    let name: string | undefined = start;
    while (name !== undefined && !seen.has(name)) {
      seen.add(name);
      path.push(name);
      name = next(name);
    }
    const first = name === undefined ? -1 : path.indexOf(name);
    if (first !== -1) cycles.push(path.slice(first));
  }
  return cycles;
}

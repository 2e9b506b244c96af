/** A release and those that it needs, by name or as `namespace/name`. */
export interface Needing {
  readonly name: string;
  readonly needs: readonly string[];
}

/**
 * In which wave each release is synced: 0 for those that need none, else one more than the last that they need. What is
 * not among the releases is taken as there already, and a circle as needing none of itself.
 */
export function computeWaves(releases: readonly Needing[]): ReadonlyMap<string, number> {
  const needsOf = new Map(releases.map(({ name, needs }) => [name, needs.map((need) => need.slice(need.lastIndexOf("/") + 1))]));
  const waves = new Map<string, number>();
  const visit = (name: string, above: readonly string[]): number => {
    const known = waves.get(name);
    if (known !== undefined) return known;
    const needs = (needsOf.get(name) ?? []).filter((need) => needsOf.has(need) && need !== name && !above.includes(need));
    const wave = Math.max(-1, ...needs.map((need) => visit(need, [...above, name]))) + 1;
    waves.set(name, wave);
    return wave;
  };
  for (const { name } of releases) visit(name, []);
  return waves;
}

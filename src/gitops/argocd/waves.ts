/** A release and those that it needs, by name or as `namespace/name`. */
export interface Needing {
  readonly name: string;
  readonly needs: readonly string[];
}

/**
 * Computes the sync wave of each release: 0 for those without needs, otherwise one more than the highest of their needs. Needs
 * outside the releases count as installed, and needs in a cycle are ignored.
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

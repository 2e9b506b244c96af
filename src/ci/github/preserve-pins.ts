/** A pin in a workflow that Renovate upgrades: the action, and its version. */
const patterns: readonly RegExp[] = [
  /(?<=^\s*(?:- )?uses: )(?<name>[\w./-]+)@(?<pin>\S+(?:[ \t]+#[^\r\n]*)?)/gmu,
  /(?<=^\s*)(?<name>[a-z]+-version): (?<pin>[^\s#]+)/gmu,
  /(?<=^\s*- run: npx --yes )(?<name>desalt)@(?<pin>\d+\.\d+\.\d+[\w.+-]*)/gmu,
];

/** Replaces the pins of a workflow by those in another text of it. */
export function keepPins(text: string, existing: string): string {
  return patterns.reduce((result, pattern) => {
    const pins = new Map([...existing.matchAll(pattern)].map(({ groups }) => [groups?.["name"], groups?.["pin"]]));
    return result.replaceAll(pattern, (whole: string, name: string, pin: string) => {
      const kept = pins.get(name);
      return kept === undefined ? whole : whole.slice(0, -pin.length) + kept;
    });
  }, text);
}

/** Renders a number with its noun, in agreement: `1 file`, `2 files`. `plural` is for irregular nouns and for phrases. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}

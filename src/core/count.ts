/** A number with its noun, in agreement: `1 file`, `2 files`. `plural` is for nouns that do not just take an s, and for phrases. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number} ${number === 1 ? singular : plural}`;
}

const unitMilliseconds = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
} as const;

const pattern = /^\s*(\d+(?:\.\d+)?)\s*(minute|hour|day|week)s?\s*$/u;

/** Parses a duration in words to milliseconds. Returns `undefined` if the text is not a duration. */
export function parseDuration(text: string): number | undefined {
  const match = pattern.exec(text);
  const unit = match?.[2];
  if (match === null || !isUnit(unit)) return undefined;
  return Number(match[1]) * unitMilliseconds[unit];
}

function isUnit(unit: string | undefined): unit is keyof typeof unitMilliseconds {
  return unit !== undefined && unit in unitMilliseconds;
}

import { parseDuration } from "./duration.ts";
import { UserError } from "./user-error.ts";

/** A minute in milliseconds. */
export const minute = 60_000;

/** An hour in milliseconds. */
export const hour = 3_600_000;

/** A day in milliseconds. */
export const day = 86_400_000;

const isoPattern = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/u;

/** The moment of `"2026-11-01"` (in UTC) or `"2026-11-01T08:00:00Z"` in milliseconds; undefined for any other text. */
export function parseDate(text: string): number | undefined {
  const date = isoPattern.exec(text)?.[1];
  if (date === undefined || !isCalendarDay(date)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * The same, but a day begins in a time zone, at its first moment there. Where clocks skip midnight, that is the moment after
 * the gap.
 */
export function parseDateIn(text: string, timezone: string): number | undefined {
  const middle = parseDate(text);
  if (middle === undefined || text.includes("T")) return middle;
  const local = new Intl.DateTimeFormat("en-CA", { timeZone: timezone, year: "numeric", month: "2-digit", day: "2-digit" });
  let [before, first] = [(middle - day) / minute, (middle + day) / minute];
  while (first - before > 1) {
    const between = Math.floor((before + first) / 2);
    if (local.format(between * minute) >= text) first = between;
    else before = between;
  }
  return first * minute;
}

/** The same as {@link parseDate}, but also accepts `"10 days ago"`, relative to `now`. */
export function parseMoment(text: string, now: number): number | undefined {
  const ago = /^(.+)\sago$/u.exec(text)?.[1];
  if (ago === undefined) return parseDate(text);
  const milliseconds = parseDuration(ago);
  return milliseconds === undefined ? undefined : now - milliseconds;
}

/** Parses `--now` or an option `now` to milliseconds; `present` without it. Throws a `UserError` for any other text. */
export function parseNow(text: string | undefined, present: number): number {
  const time = text === undefined ? present : parseMoment(text, present);
  if (time !== undefined) return time;
  throw new UserError({
    message: `"${text}" is not a valid date (now)`,
    hint: 'write "2026-12-24", "2026-12-24T18:00:00Z" or "10 days ago"',
  });
}

// `Date.parse("2026-02-31")` is the third of March instead of an error.
function isCalendarDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

import { parseDuration } from "../core/duration.ts";
import { UserError } from "../core/user-error.ts";

const isoPattern = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/u;

/** The moment that `"2026-11-01"`, `"2026-11-01T08:00:00Z"` or `"10 days ago"` means, or `undefined` for any other text. */
export function parseReleaseDate(text: string, now: Date): Date | undefined {
  const ago = /^(.+)\sago$/u.exec(text)?.[1];
  if (ago !== undefined) {
    const milliseconds = parseDuration(ago);
    return milliseconds === undefined ? undefined : new Date(now.getTime() - milliseconds);
  }
  const day = isoPattern.exec(text)?.[1];
  if (day === undefined || !isCalendarDay(day)) return undefined;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** The moment of an option `now`; the real one without it. Any other text is a `UserError`. */
export function parseNow(text: string | undefined): Date {
  const now = new Date();
  const moment = text === undefined ? now : parseReleaseDate(text, now);
  if (moment !== undefined) return moment;
  throw new UserError({ message: `"${text}" is not a date (now)`, hint: 'write "2026-12-24" or "2026-12-24T08:00:00Z"' });
}

// `new Date("2026-02-31")` is the third of March instead of an error.
function isCalendarDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

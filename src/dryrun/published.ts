import type { Issue } from "../core/user-error.ts";
import { parseReleaseDate } from "./release-date.ts";

/** A version that a fixture publishes, at a moment that is not later than now. */
export interface Published {
  readonly version: string;
  readonly released: Date;
}

interface Entry {
  readonly version: string;
  readonly released?: string;
}

export interface Publication<E extends Entry> {
  readonly entries: readonly (string | E)[];
  /** Where the entries are, for messages: `fixtures, charts, "https://charts.example.com", billing`. */
  readonly where: string;
  readonly now: Date;
  /** What is wrong with a version. Default: only an empty one is wrong. */
  readonly check?: (version: string) => Issue | undefined;
}

/** The versions that are there at a moment, with their entries; what is wrong with them is added to `issues`. */
export function publish<E extends Entry>(
  { entries, where, now, check = checkTag }: Publication<E>,
  issues: Issue[],
): readonly (Published & { readonly entry: E | Entry })[] {
  const seen = new Set<string>();
  return entries.flatMap((item) => {
    const entry: E | Entry = typeof item === "string" ? { version: item } : item;
    const { version, released = "400 days ago" } = entry;
    if (seen.has(version)) issues.push({ message: `version "${version}" is given twice (${where})`, hint: "remove one of them" });
    seen.add(version);
    const issue = check(version);
    if (issue !== undefined) issues.push({ ...issue, message: `${issue.message} (${where})` });
    const date = parseReleaseDate(released, now);
    if (date === undefined) {
      issues.push({
        message: `"${released}" is not a date (${where}, ${version})`,
        hint: 'write "2026-11-01", "2026-11-01T08:00:00Z" or "10 days ago"',
      });
    }
    return date === undefined || date > now ? [] : [{ version, released: date, entry }];
  });
}

function checkTag(version: string): Issue | undefined {
  return /^\S+$/u.test(version) ? undefined : { message: `"${version}" is not a tag`, hint: "tags have no spaces" };
}

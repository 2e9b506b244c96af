import { describe, expect, it } from "vitest";
import { parseReleaseDate } from "./release-date.ts";

const now = new Date("2026-11-18T12:00:00Z");

describe("parseReleaseDate", () => {
  it.each([
    ["2026-11-01", "2026-11-01T00:00:00.000Z"],
    ["2026-11-01T08:30:00Z", "2026-11-01T08:30:00.000Z"],
    ["2026-11-01T08:30:00+09:00", "2026-10-31T23:30:00.000Z"],
    ["10 days ago", "2026-11-08T12:00:00.000Z"],
    ["1 hour ago", "2026-11-18T11:00:00.000Z"],
  ])("reads %s", (text, expected) => expect(parseReleaseDate(text, now)?.toISOString()).toBe(expected));

  it.each(["yesterday", "2026-02-31", "2026-13-01", "1 month ago", "2026", ""])("refuses %j", (text) =>
    expect(parseReleaseDate(text, now)).toBeUndefined(),
  );
});

import { describe, expect, it } from "vitest";
import { parseDate, parseDateIn, parseMoment, parseNow } from "./time.ts";

const now = Date.parse("2026-11-18T12:00:00Z");

describe("parseMoment", () => {
  it.each([
    ["2026-11-01", "2026-11-01T00:00:00.000Z"],
    ["2026-11-01T08:30:00Z", "2026-11-01T08:30:00.000Z"],
    ["2026-11-01T08:30:00+09:00", "2026-10-31T23:30:00.000Z"],
    ["10 days ago", "2026-11-08T12:00:00.000Z"],
    ["1 hour ago", "2026-11-18T11:00:00.000Z"],
  ])("reads %s", (text, expected) => expect(new Date(parseMoment(text, now) ?? 0).toISOString()).toBe(expected));

  // Without a zone, a text would name another moment on every machine.
  it.each([
    "yesterday",
    "2026-02-31",
    "2026-02-31T08:00:00Z",
    "2026-13-01",
    "1 month ago",
    "2026",
    "",
    "2026-11-01T08:30",
    "2026-11-01 08:30",
  ])("refuses %j", (text) => expect(parseMoment(text, now)).toBeUndefined());
});

it("reads no duration where a date is written down", () => expect(parseDate("10 days ago")).toBeUndefined());

describe("parseNow", () => {
  it("is the present without a text", () => expect(parseNow(undefined, now)).toBe(now));
  it("refuses what names no moment", () => expect(() => parseNow("soon", now)).toThrow('"soon" is not a valid date (now)'));
});

it.each([
  ["2026-12-24", "UTC", "2026-12-24T00:00:00.000Z"],
  ["2026-12-24", "Europe/Berlin", "2026-12-23T23:00:00.000Z"],
  ["2026-12-24", "Pacific/Kiritimati", "2026-12-23T10:00:00.000Z"],
  ["2026-12-24", "Etc/GMT+12", "2026-12-24T12:00:00.000Z"],
  ["2026-12-24", "Asia/Kathmandu", "2026-12-23T18:15:00.000Z"],
  // Clocks skip midnight there.
  ["2026-04-24", "Africa/Cairo", "2026-04-23T22:00:00.000Z"],
  ["2026-12-24T18:00:00+09:00", "Europe/Berlin", "2026-12-24T09:00:00.000Z"],
])("%s in %s begins at %s", (text, timezone, moment) => {
  expect(new Date(parseDateIn(text, timezone) ?? 0).toISOString()).toBe(moment);
});

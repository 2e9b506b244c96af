import { expect, test } from "vitest";
import { count } from "./count.ts";

test("a number and its noun agree", () => {
  expect([0, 1, 2].map((number) => count(number, "file"))).toEqual(["0 files", "1 file", "2 files"]);
});

test("a phrase with a verb has a plural of its own", () => {
  expect(count(1, "file is", "files are")).toBe("1 file is");
  expect(count(2, "file is", "files are")).toBe("2 files are");
});

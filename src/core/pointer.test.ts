import { expect, test } from "vitest";
import { escapeToken, parsePointer } from "./pointer.ts";

test("keys survive the way through a pointer", () => {
  const keys = ["spec", "a/b", "~1", "0", ""];
  expect(parsePointer(keys.map((key) => `/${escapeToken(key)}`).join(""))).toEqual(keys);
});

test("the empty pointer leads through no key", () => expect(parsePointer("")).toEqual([]));

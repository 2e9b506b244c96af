import { expect, test } from "vitest";
import { findStartingVersion, replaceVersion } from "./starting-version.ts";

const published = ["1.0.0", "1.1.0", "2.0.0-rc.1", "2.0.0", "2.1.0"].map((version, released) => ({ version, released }));

test.each([
  ["2.1.0", 1, "1.1.0", "the latest of the first day, where the file's was not out"],
  ["2.1.0", 2, "1.1.0", "no pre-release"],
  ["1.0.0", 4, "1.0.0", "the file's, where that is older"],
  ["2.0.0", 3, "2.0.0", "the file's, where it was the latest"],
  ["3.0.0", 3, "3.0.0", "the file's, where nobody publishes it"],
])("with %s in the file, day %d starts with %s: %s", (inFile, start, expected) => {
  expect(findStartingVersion(inFile, published, start)).toBe(expected);
});

test("a version is replaced on its line, with quotes and comments kept", () => {
  const text = `- name: a\n  version: "1.0.0" # 1.0.0 for a reason\n- name: b\n  version: 1.0.0\n`;
  expect(replaceVersion(text, 2, { from: "1.0.0", to: "1.2.3" })).toBe(text.replace("1.0.0", "1.2.3"));
  expect(replaceVersion(text, 3, { from: "1.0.0", to: "1.2.3" })).toBeUndefined();
});

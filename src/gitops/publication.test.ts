import { expect, test } from "vitest";
import { parseSourceCommit, renderPublishMessage } from "./publication.ts";

const [source, forged] = ["a".repeat(40), "b".repeat(40)];

test("the source commit of manifests is read from the trailers, and not from a subject that looks like one", () => {
  const message = renderPublishMessage({ commit: source, subject: `Source-Commit: ${forged}`, author: "Ann <ann@example.com>" });
  expect(parseSourceCommit(message)).toBe(source);
});

test("a message of a person names no source commit", () => {
  expect(parseSourceCommit(`Source-Commit: ${forged}\n`)).toBeUndefined();
  expect(parseSourceCommit(`Source-Commit: ${forged}\n\nSee the subject.\n`)).toBeUndefined();
});

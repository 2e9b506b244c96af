import { expect, it } from "vitest";
import { readYaml, readYamlDocuments } from "./read-yaml.ts";

const many = (line: (index: number) => string): string => Array.from({ length: 20_000 }, (_, index) => line(index)).join("\n");

it.each([
  ["keys inside of keys", "? ".repeat(300), "KEY"],
  ["lists as keys of lists", "[".repeat(200) + "]: 1".repeat(200), "KEY"],
  ["lists without an end", "[".repeat(50_000), "RESOURCE_EXHAUSTION"],
  ["more uses of an anchor than anybody needs", `- &a x\n${many(() => "- *a")}`, "TOO_MANY_ALIASES"],
  ["an anchor that contains itself", "a: &a [*a]", "BAD_ALIAS"],
  ["an anchor that is not there", "a: [*b]", "UNKNOWN_ANCHOR"],
  ["equal keys", "a: 1\nb: 2\na: 3\n", "DUPLICATE_KEY"],
  ["a merge key without a map", "<<: 1\n", "BAD_VALUE"],
  ["two documents", "a: 1\n---\nb: 2\n", "MULTIPLE_DOCS"],
])("%s is a problem", (_, text, code) => {
  expect(readYaml(text, { merge: true })).toMatchObject({ problem: { code } });
});

it("many different keys are read", () => {
  const { problems } = readYamlDocuments(many((index) => `k${index}: 1`));
  expect(problems).toEqual([]);
});

it("equal keys are taken where the writer's program takes them", () => {
  expect(readYaml("a: 1\na: 2\n", { uniqueKeys: false })).toEqual({ value: { a: 2 } });
});

import { expect, it } from "vitest";
import { diffSequences } from "./sequences.ts";

it("finds what two sequences have in common", () => {
  expect(diffSequences(["a", "b", "c"], ["a", "x", "c"])).toEqual([
    { sign: " ", texts: ["a"] },
    { sign: "-", texts: ["b"] },
    { sign: "+", texts: ["x"] },
    { sign: " ", texts: ["c"] },
  ]);
});

it("gives up where nearly everything differs, instead of taking minutes", () => {
  const side = (word: string): string[] => Array.from({ length: 50_000 }, (_, index) => `${word}${index}`);
  expect(diffSequences(side("a"), side("b")).map(({ sign, texts }) => [sign, texts.length])).toEqual([
    ["-", 50_000],
    ["+", 50_000],
  ]);
});

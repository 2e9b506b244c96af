import * as fc from "fast-check";
import { expect, test } from "vitest";
import { scenarios } from "./lock-case.ts";
import { compare } from "./lock-compare.ts";

test("the check and the model agree about every release", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      expect(compare(scenario).disagreements).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

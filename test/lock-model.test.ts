import * as fc from "fast-check";
import { expect, test } from "vitest";
import { scenarios } from "./lock-case.ts";
import { compare } from "./lock-compare.ts";

test("the check and the model agree about every release, and nothing is offered that the check refuses", () => {
  fc.assert(
    fc.property(scenarios, (scenario) => {
      expect(compare(scenario).disagreements).toEqual([]);
    }),
    // Always the same ones: `npm run fuzz` looks for new ones.
    { numRuns: 300, seed: 2026 },
  );
});

test("the histories reach every rule, and every way to pass", () => {
  const seen = fc.sample(scenarios, { numRuns: 2000, seed: 1 }).flatMap((scenario) => compare(scenario).seen);
  const refused = ["frozen", "hold", "verification", "rollback", "soaking", "not-soaked", "no-version", "added", "source"];
  const warned = ["emergency", "added", "source", "never-ran", "shared", "rolled-back-upstream"];
  const ways = ["unchanged", "ungated", "went back", "emergency", "approved", "free", "soaked"];
  const additions = ["runs in another release", "was removed", "runs upstream"];
  const offers = ["soak", "superseded", "approval", "soak in a freeze", "approval in a freeze", "soak, shared"];
  const all = [
    ...refused.map((rule) => `error ${rule}`),
    ...warned.map((rule) => `warning ${rule}`),
    ...[...ways, ...additions].map((way) => `passed: ${way}`),
    ...offers.map((by) => `offered by ${by}`),
  ];
  expect(all.filter((one) => !seen.includes(one))).toEqual([]);
});

import { expect, test } from "vitest";
import { computeWaves } from "./waves.ts";

test("a release comes in the wave after the last that it needs", () => {
  const waves = computeWaves([
    { name: "portal", needs: ["istio/gateway", "database"] },
    { name: "gateway", needs: ["istiod"] },
    { name: "istiod", needs: [] },
    { name: "database", needs: [] },
  ]);
  expect(Object.fromEntries(waves)).toEqual({ istiod: 0, database: 0, gateway: 1, portal: 2 });
});

test("what is not here is taken as there already, and a circle ends", () => {
  const waves = computeWaves([
    { name: "a", needs: ["elsewhere", "a"] },
    { name: "b", needs: ["c"] },
    { name: "c", needs: ["b"] },
  ]);
  expect(Object.fromEntries(waves)).toEqual({ a: 0, b: 1, c: 0 });
});

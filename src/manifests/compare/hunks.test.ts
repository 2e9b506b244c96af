import { expect, it } from "vitest";
import { renderHunks } from "./hunks.ts";

it("a field's name cannot turn the text around", () => {
  const line = { sign: "+", text: "a\u202Eb: 1", path: ["data", "a\u202Eb"] } as const;
  expect(renderHunks([line], { showNoise: false }).diff).toBe(String.raw`@@ data[a\u202eb] @@${"\n"}+a\u202eb: 1${"\n"}`);
});

import { expect, test } from "vitest";
import { sha256 } from "../../core/hash.ts";
import { parseEvidence, rememberedIn, renderEvidence, type Remembered } from "./evidence.ts";

const now = Date.parse("2026-11-12T00:00:00Z");
const preset = "{}\n";
const verification = {
  environment: "prd",
  release: "portal",
  chart: "portal",
  version: "1.1.0",
  at: "2026-11-11T00:00:00Z",
  ok: true,
  reason: "",
  output: "",
};
const held = { version: "1.1.0", reason: "slow", by: "hold" as const };
const gate = { environment: "prd", upstream: "dev", release: "portal", chart: "portal", oci: false, current: "1.0.0" };
const remembered: Remembered = {
  verifications: [verification],
  seen: [{ tip: "abc", first: now - 1000, last: now }],
  past: [
    { environment: "prd", release: "portal", to: "9.9.9", commit: "abc", at: "2026-11-11T00:00:00Z", rule: "not-soaked", message: "no" },
  ],
};

function render(changes: Partial<Remembered> = {}, at = "2026-11-12T00:00:00Z"): string {
  const gates = { gates: [{ ...gate, allowed: [], soaking: [], held: [held] }], drift: [], warnings: [] };
  return renderEvidence(gates, { ...remembered, ...changes }, { at, presetDigest: sha256(preset) }).text;
}

test("what is remembered comes back", () => {
  expect(rememberedIn(parseEvidence(render(), preset, now))).toEqual(remembered);
  const { seen: _seen, past: _past, ...old } = JSON.parse(render());
  expect(rememberedIn(parseEvidence(JSON.stringify(old), preset, now))).toEqual({ ...remembered, seen: [], past: [] });
});

test.each([
  ["is missing", undefined, preset],
  ["was edited by hand", "{", preset],
  ["was edited by hand", '{ "format": 1 }', preset],
  ["was edited by hand", render({}, "yesterday"), preset],
  ["was written by a newer desalt (format 2, this one knows 1)", '{ "format": 2 }', preset],
  ["has a date in the future", render({}, "2030-01-01T00:00:00Z"), preset],
  ["has a date in the future", render({ verifications: [{ ...verification, at: "2030-01-01T00:00:00Z" }] }), preset],
  ["has a date in the future", render({ seen: [{ tip: "abc", first: now, last: now + 86_400_000 }] }), preset],
  ["does not fit the gates beside it: one of both was edited by hand", render(), '{ "packageRules": [] }\n'],
  ["does not fit the gates beside it: one of both was edited by hand", render(), undefined],
])("evidence that %s counts for nothing", (problem, text, gates) => {
  const reading = parseEvidence(text, gates, now);
  expect(reading.problem).toBe(problem);
  expect(rememberedIn(reading)).toEqual({ verifications: [], seen: [], past: [] });
});

test("clocks of two machines may differ by minutes", () => {
  expect(parseEvidence(render(), preset, now - 60_000).problem).toBe(undefined);
});

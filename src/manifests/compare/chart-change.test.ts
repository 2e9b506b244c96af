import { expect, it } from "vitest";
import { compareCharts } from "./chart-change.ts";

const chart = { reference: "stable/app", name: "app", version: "1.0.0" };

it("says from which version to which a release goes, and which chart where that changes", () => {
  expect(compareCharts(chart, { ...chart, version: "1.1.0" })).toEqual({ from: "1.0.0", to: "1.1.0", reference: "stable/app" });
  expect(compareCharts(undefined, chart)).toEqual({ from: null, to: "1.0.0", reference: "stable/app" });
  expect(compareCharts(chart, undefined)).toEqual({ from: "1.0.0", to: null, reference: "stable/app" });
  const moved = { ...chart, reference: "other/app" };
  expect(compareCharts(chart, moved)).toEqual({ from: "stable/app 1.0.0", to: "other/app 1.0.0", reference: "other/app" });
});

it.each([
  [{ changeLog: "https://example.com/CHANGELOG.md", home: "https://example.com" }, "https://example.com/CHANGELOG.md"],
  [{ home: "https://example.com", sources: ["https://github.com/acme/app"] }, "https://github.com/acme/app/releases"],
  [
    { home: "https://example.com", sources: ["https://github.com/acme/app/tree/main/chart"] },
    "https://github.com/acme/app/tree/main/chart",
  ],
  [{ home: "https://example.com" }, "https://example.com"],
  [{ home: "javascript:alert(1)", sources: ["https://user:pass@example.com/x", "https://example.com/) [x](y"] }, undefined],
])("links what %j says is new to %s", (says, link) => {
  expect(compareCharts(chart, { ...chart, ...says }).changeLog).toBe(link);
});

import { expect, test } from "vitest";
import { parseChartIndex } from "./chart-index.ts";

const usual = `apiVersion: v1
entries:
  cert-manager:
  - apiVersion: v1
    version: v1.2.0
    description: |
      portal:
        nothing
    urls:
    - charts/cert-manager-v1.2.0.tgz
    digest: sha256:abc
  "portal":
    - version: 1.0.0
      deprecated: true
    - version: 1.10
generated: "2026-11-01T00:00:00Z"
`;

const indented = `entries:
    portal:
        - version: "1.0.0"
    # the last one
    search:
        - version: "2.0.0"
`;

test("reads one chart of an index, and the names of all", () => {
  expect(parseChartIndex(usual, "cert-manager")).toEqual({
    charts: ["cert-manager", "portal"],
    versions: [{ version: "v1.2.0", deprecated: false, url: "charts/cert-manager-v1.2.0.tgz", digest: "abc" }],
  });
});

test("a version that YAML takes for a number is left out", () => {
  expect(parseChartIndex(usual, "portal")?.versions).toEqual([{ version: "1.0.0", deprecated: true }]);
});

test.each([
  ["with other indentation", indented],
  ["with carriage returns", indented.replaceAll("\n", "\r\n")],
  ["in flow style", 'entries: { portal: [{ version: "1.0.0" }], search: [{ version: "2.0.0" }] }'],
  ["as JSON", JSON.stringify({ entries: { portal: [{ version: "1.0.0" }], search: [{ version: "2.0.0" }] } })],
])("reads an index %s", (_, text) => {
  expect(parseChartIndex(text, "search")).toEqual({ charts: ["portal", "search"], versions: [{ version: "2.0.0", deprecated: false }] });
});

test("an absent chart has no versions, an empty index no charts, and another text is no index", () => {
  expect(parseChartIndex(usual, "search")).toEqual({ charts: ["cert-manager", "portal"] });
  expect(parseChartIndex("apiVersion: v1\nentries: {}\n", "search")).toEqual({ charts: [] });
  expect(parseChartIndex("<html></html>", "search")).toBeUndefined();
});

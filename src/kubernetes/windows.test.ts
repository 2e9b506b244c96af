import { describe, expect, it } from "vitest";
import { isListed } from "./chart-findings.ts";
import { parseCsv, renderCsv } from "./csv.ts";
import { findProject, findWindow, parseRelease, supportOf } from "./windows.ts";
import { tables } from "./tables.generated.ts";

function windowOf(project: string, appVersion: string) {
  return findWindow(project, parseRelease(appVersion) ?? []);
}

describe("the table of support windows", () => {
  it("tells listed, not listed and excluded apart", () => {
    const listing = windowOf("cert-manager", "v1.21.3");
    expect(listing).toMatchObject({ release: "1.21", listed: { from: "1.33", to: "1.36" } });
    expect(["1.32", "1.33", "1.36", "1.37"].map((minor) => listing && supportOf(listing, minor))).toEqual([
      "not listed",
      "listed",
      "listed",
      "not listed",
    ]);
    // A minimum is never a promise.
    const minimum = windowOf("metrics-server", "0.9.1");
    expect(minimum).toMatchObject({ minimum: "1.34" });
    expect(["1.33", "1.34", "1.37"].map((minor) => minimum && supportOf(minimum, minor))).toEqual(["excluded", "not listed", "not listed"]);
  });

  it("finds the row of a release", () => {
    expect(windowOf("karpenter", "1.0.4")).toMatchObject({ release: "1.0", listed: { to: "1.30" } });
    expect(windowOf("karpenter", "1.0.7")).toMatchObject({ release: "1.0.5", listed: { to: "1.31" } });
    expect(windowOf("external-dns", "0.12.0")).toMatchObject({ release: "0.10", listed: { from: "1.19", to: "1.32" } });
    expect(windowOf("external-dns", "0.21.0")).toMatchObject({ release: "0.18", minimum: "1.21" });
    expect(windowOf("cert-manager", "1.99.0")).toBeUndefined();
    expect(windowOf("cert-manager", "2.0.0")).toBeUndefined();
  });

  it("takes the end of life from another source where the project's own has none", () => {
    expect(windowOf("keda", "2.17.0")).toMatchObject({ listed: { to: "1.32" }, endOfLife: "2026-02-02" });
    expect(windowOf("ingress-nginx", "1.15.1")).toMatchObject({ endOfLife: "2026-03-31" });
  });

  it("needs the name of a chart and an address of the project", () => {
    expect(findProject({ name: "cert-manager", home: "https://cert-manager.io" })).toBe("cert-manager");
    expect(findProject({ name: "cert-manager", sources: ["https://github.com/cert-manager/cert-manager"] })).toBe("cert-manager");
    expect(findProject({ name: "cert-manager" })).toBeUndefined();
    expect(findProject({ name: "base", home: "https://example.com" })).toBeUndefined();
    expect(isListed({ name: "cert-manager", home: "https://cert-manager.io", appVersion: "v1.21.0" }, "1.36")).toBe(true);
    expect(isListed({ name: "cert-manager", home: "https://cert-manager.io", appVersion: "v1.21.0" }, "1.37")).toBe(false);
  });

  it.each([
    ["v1.16.2", [1, 16, 2]],
    ["2.9", [2, 9]],
    ["1.36.3-gke.1640000", [1, 36, 3]],
    ["2024.11.1", [2024, 11, 1]],
    ["latest", undefined],
    ["3", undefined],
    ["", undefined],
  ])("reads the appVersion %j", (text, release) => {
    expect(parseRelease(text)).toEqual(release);
  });

  it("has a source and a day in every row, and minors as texts", () => {
    const rows = parseCsv(tables.windows);
    expect(rows.length).toBeGreaterThan(500);
    const minor = /^(?:1\.\d+)?$/u;
    for (const row of rows) {
      expect(row["source"]).not.toBe("");
      expect(row["as_of"]).toMatch(/^\d{4}-\d{2}-\d{2}$/u);
      expect([row["kubernetes_min"], row["kubernetes_max"]].every((text) => minor.test(text ?? "-"))).toBe(true);
    }
    const projects = new Set(parseCsv(tables.projects).map(({ project }) => project));
    expect([...new Set(rows.map(({ project }) => project))].filter((project) => !projects.has(project))).toEqual(["kube-prometheus"]);
  });
});

it("reads tables as they are written", () => {
  const rows = [
    ["a", "b"],
    ['one, "two"', ""],
  ];
  expect(parseCsv(renderCsv(rows))).toEqual([{ a: 'one, "two"', b: "" }]);
});

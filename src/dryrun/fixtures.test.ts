import { describe, expect, it } from "vitest";
import { renderIssues, UserError } from "../core/user-error.ts";
import type { Fixtures } from "./fixtures.generated.ts";
import { parseFixtures } from "./fixtures.ts";

const now = new Date("2026-11-18T12:00:00Z");

function issuesOf(fixtures: Fixtures): string {
  try {
    parseFixtures(fixtures, now);
  } catch (error) {
    if (error instanceof UserError) return renderIssues(error.issues);
    throw error;
  }
  return "no issues";
}

describe("parseFixtures", () => {
  it("resolves addresses, default dates and versions", () => {
    const charts = { "https://charts.example.com/stable/": { billing: ["3.1.0"] }, "oci://ghcr.io:5000/example": { portal: ["1.0.0"] } };
    expect(parseFixtures({ charts }, now).registries).toMatchObject([
      {
        kind: "helm",
        host: "charts.example.com:443",
        path: "/stable",
        packages: [{ name: "billing", versions: [{ version: "3.1.0", appVersion: "3.1.0", released: new Date("2025-10-14T12:00:00Z") }] }],
      },
      { kind: "oci", host: "ghcr.io:5000", path: "/example" },
    ]);
  });

  it("hides versions that are released later", () => {
    const charts = { "https://charts.example.com": { billing: ["3.1.0", { version: "3.2.0", released: "2026-11-18T12:00:01Z" }] } };
    expect(parseFixtures({ charts }, now).registries[0]?.packages[0]?.versions.map(({ version }) => version)).toEqual(["3.1.0"]);
  });

  it("names every mistake at once", () => {
    const fixtures = {
      charts: {
        "https://charts.example.com": { billing: ["3.1.0", "3.1.0", "next", { version: "4.0.0", released: "soon" }] },
        "ghcr.io/x": {},
      },
      credentials: { "https://chart.example.com": { username: "robot", password: "secret" } },
    };
    expect(issuesOf(fixtures)).toMatchInlineSnapshot(`
      "error: version "3.1.0" is given twice (fixtures, charts, "https://charts.example.com", billing)
       hint: remove one of them
      error: "next" is not a chart version (fixtures, charts, "https://charts.example.com", billing)
       hint: chart versions have three numbers, such as "3.1.0"
      error: "soon" is not a date (fixtures, charts, "https://charts.example.com", billing, 4.0.0)
       hint: write "2026-11-01", "2026-11-01T08:00:00Z" or "10 days ago"
      error: "ghcr.io/x" is not the address of a chart registry (fixtures, charts)
       hint: registries are written as "https://charts.example.com" or "oci://ghcr.io/example/charts"
      error: credentials for "https://chart.example.com", which is no registry of the fixtures (fixtures, credentials)
       hint: did you mean "https://charts.example.com"? registries: https://charts.example.com, github.com"
    `);
  });
});

import { expect, test } from "vitest";
import { createFixtureHosts } from "../hosts/fixture-hosts.ts";
import { parseFixtures } from "../fixtures/fixtures.ts";
import { listPublications } from "./list-publications.ts";

const charts = { "https://charts.example.com/my%20charts": { billing: ["3.1.0"] }, "oci://ghcr.io/acme/charts": { portal: ["2.4.0"] } };

test.each([
  ["billing", "https://charts.example.com/my%20charts", false],
  ["billing", "https://charts.example.com/my%20charts/", false],
  ["billing", "https://charts.example.com:443/my%20charts", false],
  ["billing", "https://Charts.Example.com/my%20charts", false],
  ["billing", "https://robot:word@charts.example.com/my%20charts", false],
  ["billing", "https://charts.example.com/my charts", false],
  ["portal", "ghcr.io/acme/charts", true],
  ["portal", "GHCR.io:443/acme/charts/", true],
])("finds %s of %s, whatever the spelling of the address", (chart, repositoryUrl, oci) => {
  expect(listPublications({ charts })({ chart, repositoryUrl, oci })).toHaveLength(1);
});

test("a path keeps its capitals", () => {
  expect(listPublications({ charts })({ chart: "billing", repositoryUrl: "https://charts.example.com/My%20charts", oci: false })).toEqual(
    [],
  );
});

test("a fixture under a path with an encoded space is served", async () => {
  const hosts = await createFixtureHosts(parseFixtures({ charts }, new Date()));
  const answer = await hosts.get("charts.example.com:443")?.request("https://charts.example.com/my%20charts/index.yaml");
  expect(answer?.status).toBe(200);
});

import { expect, it } from "vitest";
import { findLiteralSecrets, findMissingNamespaces, parseFleet, resolveFleet } from "./index.ts";

const fleet = parseFleet(
  {
    environments: { dev: {}, prd: { follows: "dev" } },
    repositories: { charts: { url: "https://charts.example.com" } },
    releases: {
      portal: {
        chart: "charts/portal",
        version: "1.0.0",
        namespace: "portal",
        values: { auth: { password: "hunter2", existingSecret: "portal-auth" }, token: "ref+vault://portal#/token", tokenLifetime: "1h" },
        environments: { prd: { values: { env: [{ name: "DB_PASSWORD", value: "s3cr3t-of-prd" }] } } },
      },
      api: { chart: "charts/api", version: "1.0.0", values: "values/api.yaml" },
    },
  },
  "desalt.yaml",
);

it("a value that looks like a credential is named with its place, and never shown", () => {
  const issues = findLiteralSecrets(fleet);
  expect(issues.map(({ message }) => message)).toEqual([
    "this value looks like a credential, and `generate` writes it into git (desalt.yaml, releases.portal.values.auth.password)",
    "this value looks like a credential, and `generate` writes it into git (desalt.yaml, releases.portal.environments.prd.values.env[0].value)",
  ]);
  expect(JSON.stringify(issues)).not.toMatch(/hunter2|s3cr3t/u);
});

it("releases without a namespace are named once", () => {
  expect(findMissingNamespaces(resolveFleet(fleet))).toEqual([
    {
      message: '"api" has no namespace, so helm uses the namespace of the current context',
      hint: "set `namespace` on each release, or `defaults: { namespace: NAME }` for all of them",
    },
  ]);
});

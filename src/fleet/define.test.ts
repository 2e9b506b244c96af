import { expect, test } from "vitest";
import { defineBase, defineFleet, defineReleases, helmRepository, ociRepository } from "./define.ts";

test("defineFleet returns the literal as it is", () => {
  const fleet = defineFleet({
    repository: "acme/infra",
    environments: {
      dev: { kubernetes: "1.34", automerge: "patch", settings: { domain: "dev.example.com" } },
      prd: {
        follows: "dev",
        soak: "7 days",
        settings: { domain: "example.com" },
        clusters: { tokyo: {}, osaka: { settings: { domain: "osaka.example.com" } } },
      },
    },
    repositories: {
      jetstack: helmRepository("https://charts.jetstack.io"),
      shared: ociRepository("ghcr.io/example/charts", { private: true }),
    },
    releases: {
      "cert-manager": { chart: "jetstack/cert-manager", version: "1.16.2", environments: { prd: { values: { replicaCount: 2 } } } },
      portal: { chart: "shared/portal", values: ({ settings }) => ({ host: `portal.${settings.domain}` }) },
      local: { chart: "./charts/local", only: ["dev"] },
    },
  });
  expect(Object.keys(fleet.releases ?? {})).toEqual(["cert-manager", "portal", "local"]);
  expect(fleet.repositories?.shared).toEqual({ url: "ghcr.io/example/charts", oci: true, private: true });
});

test("unknown names and keys are compile errors at their place", () => {
  const base = defineBase({
    environments: { dev: { settings: { domain: "a" } }, prd: { follows: "dev" } },
    repositories: { jetstack: helmRepository("https://charts.jetstack.io") },
  });
  const group = defineReleases(base, {
    // @ts-expect-error an unknown repository
    wrong: { chart: "jetstak/cert-manager" },
    right: { chart: "jetstack/cert-manager" },
    // @ts-expect-error an unknown environment in `only`
    only: { chart: "jetstack/a", only: ["prod"] },
    override: {
      chart: "jetstack/a",
      // @ts-expect-error an unknown environment in `environments`
      environments: { prod: false },
    },
    // @ts-expect-error a mistyped key
    key: { chart: "jetstack/a", namespac: "a" },
    // @ts-expect-error a setting that no environment has
    setting: { chart: "jetstack/a", values: ({ settings }) => ({ host: settings.domian }) },
    // @ts-expect-error a mistyped key of helmfile's own
    passthrough: { chart: "jetstack/a", helmfile: { instaled: false } },
  });
  defineFleet({
    ...base,
    include: [group],
    // @ts-expect-error a mistyped key of the fleet
    relases: {},
  });
  defineFleet({
    environments: {
      dev: {},
      // @ts-expect-error an unknown environment in `follows`
      prd: { follows: "dve" },
    },
  });
  defineFleet({
    environments: {
      dev: {
        // @ts-expect-error no option of Renovate
        renovate: { automrge: true },
      },
    },
  });
  // @ts-expect-error a literal password
  helmRepository("https://charts.example.com", { password: "x" });
  expect(Object.keys(group.releases)).toContain("right");
});

test("Renovate's options are typed as Renovate takes them, credentials by reference only", () => {
  const fleet = defineFleet({
    environments: { dev: { renovate: { packageRules: [{ matchPackageNames: ["a"], automerge: true, minor: { enabled: false } }] } } },
    renovate: {
      helmfile: { managerFilePatterns: ["/charts\\.yaml$/"], labels: ["helm"] },
      hostRules: [{ matchHost: "example.com", username: "bot", password: "{{ secrets.EXAMPLE_PASSWORD }}" }],
    },
  });
  defineFleet({
    environments: { dev: {} },
    // @ts-expect-error a literal password
    renovate: { hostRules: [{ matchHost: "example.com", password: "letmein" }] },
  });
  expect(fleet.renovate?.helmfile).toEqual({ managerFilePatterns: ["/charts\\.yaml$/"], labels: ["helm"] });
});

import { defineFleet, helmRepository, ociRepository } from "desalt";

export default defineFleet({
  repository: "acme/infra",
  environments: {
    dev: { kubernetes: "1.36", automerge: "patch", settings: { domain: "dev.example.com" } },
    prd: {
      kubernetes: "1.35",
      follows: "dev",
      soak: "7 days",
      settings: { domain: "example.com" },
      clusters: { tokyo: {}, osaka: { settings: { domain: "osaka.example.com" } } },
    },
  },
  repositories: {
    jetstack: helmRepository("https://charts.jetstack.io"),
    platform: helmRepository("https://charts.example.com", { private: true }),
    shared: ociRepository("ghcr.io/example/charts", { private: true }),
  },
  releases: {
    "cert-manager": {
      chart: "jetstack/cert-manager",
      version: "1.16.2",
      namespace: "cert-manager",
      values: { crds: { enabled: true } },
      environments: { prd: { values: { replicaCount: 2 } } },
    },
    portal: {
      chart: "shared/portal",
      version: "2.4.0",
      namespace: "portal",
      values: ({ settings }) => ({ ingress: { host: `portal.${settings.domain}` } }),
    },
    billing: { chart: "platform/billing-operator", version: "3.1.0", namespace: "billing", only: ["dev"] },
  },
});

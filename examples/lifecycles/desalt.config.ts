import { defineFleet, helmRepository, ociRepository } from "desalt";

export default defineFleet({
  repository: "acme/infra",
  environments: {
    dev: { kubernetes: "1.36" },
    prd: { kubernetes: "1.35", follows: "dev", soak: "7 days" },
    edge: { kubernetes: "1.33" },
  },
  repositories: {
    jetstack: helmRepository("https://charts.jetstack.io"),
    addons: helmRepository("https://charts.acme-addons.example"),
    shared: ociRepository("ghcr.io/example/charts"),
  },
  // One release for each thing that can happen.
  releases: {
    "cert-manager": { chart: "jetstack/cert-manager", version: "v1.20.0", namespace: "cert-manager", only: ["dev", "prd"] },
    "fast-storage": { chart: "addons/fast-storage", version: "1.2.0", namespace: "storage", only: ["dev", "prd"] },
    portal: { chart: "./charts/portal", namespace: "portal", only: ["prd"] },
    billing: { chart: "shared/billing", version: "3.1.0", namespace: "billing", only: ["prd"] },
    operator: { chart: "addons/operator", version: "2.0.0", namespace: "operator", only: ["dev"] },
    queue: { chart: "addons/queue", version: "1.0.0", namespace: "queue", only: ["dev"] },
    ingress: { chart: "addons/ingress-nginx", version: "4.15.1", namespace: "ingress", only: ["prd"] },
    dashboard: { chart: "addons/dashboard", version: "0.9.0", namespace: "dashboard", only: ["prd"] },
    secrets: { chart: "addons/external-secrets", version: "2.9.0", namespace: "secrets", only: ["prd"] },
    metrics: { chart: "addons/metrics-server", version: "3.14.0", namespace: "kube-system", only: ["prd", "edge"] },
    suite: { chart: "addons/suite", version: "1.0.0", namespace: "suite", only: ["dev"] },
    web: { chart: "addons/web", version: "1.0.0", namespace: "web" },
  },
  ignoreKubeVersionOf: [{ release: "suite", reason: "the range of its cache is older than Kubernetes 1.30" }],
});

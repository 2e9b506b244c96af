import { defineFleet, helmRepository } from "desalt";

export default defineFleet({
  repository: "acme/infra",
  workflows: true,
  environments: {
    dev: { kubernetes: "1.36" },
    prd: { kubernetes: "1.35", follows: "dev", soak: "7 days", clusters: { tokyo: {}, osaka: {} } },
  },
  repositories: {
    jetstack: helmRepository("https://charts.jetstack.io"),
    addons: helmRepository("https://charts.acme-addons.example/stable", { private: true }),
  },
  releases: {
    "cert-manager": { chart: "jetstack/cert-manager", version: "1.16.2", namespace: "cert-manager" },
    portal: {
      chart: "addons/portal",
      version: "2.4.0",
      namespace: "portal",
      needs: ["cert-manager"],
      environments: { prd: { clusters: { osaka: false } } },
    },
  },
  gitops: {
    repository: "acme/manifests",
    argocd: {
      sync: { dev: "automated" },
      order: true,
      destinations: { osaka: { server: "https://osaka.example.com:6443" } },
    },
  },
});

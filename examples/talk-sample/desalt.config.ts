import { defineFleet, helmRepository } from "desalt";

const officeHours = ["after 9am and before 5pm every weekday"];

export default defineFleet({
  repository: "acme/kubernetes-addons",
  timezone: "Asia/Tokyo",
  environments: {
    dev: { labels: ["renovate", "env/dev"], schedule: officeHours },
    prd: { labels: ["renovate", "env/prd"], schedule: officeHours, follows: "dev", soak: "7 days", reviewers: ["team:sre"] },
  },
  repositories: {
    argo: helmRepository("https://argoproj.github.io/argo-helm"),
    "external-secrets": helmRepository("https://charts.external-secrets.io"),
    internal: helmRepository("https://charts.acme.example/stable", { private: true, sops: "secrets/charts.enc.env" }),
  },
  defaults: { createNamespace: true, wait: true, timeout: 600 },
  releases: {
    "argo-cd": {
      chart: "argo/argo-cd",
      version: "8.0.0",
      namespace: "argocd",
      values: { configs: { params: { "server.insecure": true } } },
      environments: { prd: { values: { controller: { replicas: 2 } } } },
    },
    "external-secrets": { chart: "external-secrets/external-secrets", version: "0.19.0", namespace: "external-secrets" },
    "tenant-operator": {
      chart: "internal/tenant-operator",
      version: "1.4.0",
      namespace: "tenant-system",
      needs: ["external-secrets"],
    },
  },
});

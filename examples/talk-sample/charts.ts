import type { Fixtures } from "desalt/testing";

/** The registries of the example, as they answer in tests: under their real names, on loopback. */
export const registries: Fixtures = {
  charts: {
    "https://argoproj.github.io/argo-helm": { "argo-cd": ["8.0.0", "8.1.0", "9.0.0"] },
    "https://charts.external-secrets.io": { "external-secrets": ["0.19.0", "0.19.2"] },
    "https://charts.acme.example/stable": { "tenant-operator": ["1.4.0", "1.5.0"] },
  },
  credentials: { "https://charts.acme.example/stable": { username: "acme", password: "talk-charts" } },
};

/** What `sops exec-env secrets/charts.enc.env` exports. */
export const credentials = { INTERNAL_USERNAME: "acme", INTERNAL_PASSWORD: "talk-charts" };

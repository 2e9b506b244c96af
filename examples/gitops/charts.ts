import type { Fixtures } from "desalt/testing";

/** The registries of the example, as they answer in tests: under their real names, on loopback. */
export const registries: Fixtures = {
  charts: {
    "https://charts.jetstack.io": { "cert-manager": ["1.16.2", "1.17.0"] },
    "https://charts.acme-addons.example/stable": { portal: ["2.4.0", "2.5.0"] },
  },
  credentials: { "https://charts.acme-addons.example/stable": { username: "acme", password: "gitops-charts" } },
};

/** What helmfile finds in its environment. */
export const credentials = { ADDONS_USERNAME: "acme", ADDONS_PASSWORD: "gitops-charts" };

import type { Fixtures } from "desalt/testing";

/** The registries of the example, as they answer in the demo and in tests: under their real names, on loopback. */
export const registries: Fixtures = {
  charts: {
    "https://charts.jetstack.io": {
      "cert-manager": ["1.16.2", "1.16.5", { version: "1.17.0", released: "40 days ago" }],
    },
    "https://charts.example.com": {
      "billing-operator": ["3.1.0", { version: "3.1.1", released: "3 days ago" }],
    },
    "oci://ghcr.io/example/charts": {
      portal: ["2.4.0", "2.5.0"],
    },
  },
  credentials: {
    "https://charts.example.com": { username: "acme", password: "demo-charts" },
    "oci://ghcr.io/example/charts": { username: "acme", password: "demo-registry" },
  },
};

/** What people export before they run desalt, helmfile or Renovate. */
export const credentials = {
  PLATFORM_USERNAME: "acme",
  PLATFORM_PASSWORD: "demo-charts",
  SHARED_USERNAME: "acme",
  SHARED_PASSWORD: "demo-registry",
};

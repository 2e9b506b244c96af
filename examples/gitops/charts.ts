import type { Fixtures } from "desalt/testing";

/** The registries of the example, as they answer in tests: under their real names, on loopback. */
export const registries: Fixtures = {
  charts: {
    "https://charts.jetstack.io": { "cert-manager": ["1.16.2", "1.17.0"] },
    "https://charts.acme-addons.example/stable": { portal: ["2.4.0", "2.5.0"] },
  },
  // What the workflows pin.
  github: {
    "actions/checkout": [{ version: "v6.1.0", digest: "d23441a48e516b6c34aea4fa41551a30e30af803" }],
    "actions/setup-node": [{ version: "v6.5.0", digest: "249970729cb0ef3589644e2896645e5dc5ba9c38" }],
    "actions/upload-artifact": [{ version: "v6.0.0", digest: "b7c566a772e6b6bfb58ed0dc250532a479d7789f" }],
    "actions/download-artifact": [{ version: "v7.0.0", digest: "37930b1c2abaa49bbe596cd826c3c89aef350131" }],
    "actions/node-versions": ["24.0.0-1"],
  },
  npm: { desalt: ["0.1.0"] },
  credentials: { "https://charts.acme-addons.example/stable": { username: "acme", password: "gitops-charts" } },
};

/** What helmfile finds in its environment. */
export const credentials = { ADDONS_USERNAME: "acme", ADDONS_PASSWORD: "gitops-charts" };

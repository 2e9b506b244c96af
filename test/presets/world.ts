import type { DryRunOptions } from "../../src/dryrun/index.ts";

export const istioRepository = "https://istio-release.storage.googleapis.com/charts";

const istioVersions = ["1.24.0", "1.25.0", "1.26.0"];
const rookVersions = ["v1.16.0", "v1.17.0", "v1.18.0"];

/** Public and private registries of all cases; private ones know one password each. */
export const fixtures = {
  charts: {
    "https://charts.example.com": {
      billing: ["1.0.0", "1.1.0"],
      patched: ["1.0.0", "1.0.1", "1.1.0"],
      fresh: ["1.0.0", { version: "1.1.0", released: "2026-11-01" }, { version: "1.2.0", released: "2026-11-17" }],
      large: ["1.0.0", "2.0.0", "3.0.0"],
      climber: ["1.0.0", "1.1.0", "1.2.0"],
      base: ["1.0.0", "1.1.0"],
    },
    "oci://registry.example.com/charts": { portal: ["1.0.0", "1.1.0"] },
    [istioRepository]: { base: istioVersions, istiod: istioVersions, gateway: istioVersions },
    "oci://mirror.example.com/istio-release/charts": { ztunnel: istioVersions },
    "https://prometheus-community.github.io/helm-charts": {
      "kube-prometheus-stack": ["70.0.0", "71.0.0"],
      "prometheus-operator-crds": ["20.0.0", "20.1.0"],
    },
    "https://helm.linkerd.io/edge": { "linkerd-crds": ["2026.1.1", "2026.2.1"], "linkerd-control-plane": ["2026.1.1", "2026.2.1"] },
    "oci://public.ecr.aws/karpenter": { karpenter: ["1.5.0", "1.6.0"], "karpenter-crd": ["1.5.0", "1.6.0"] },
    "https://charts.rook.io/release": { "rook-ceph": rookVersions, "rook-ceph-cluster": rookVersions },
    "oci://mirror.example.com/envoyproxy": { "gateway-helm": ["1.5.0", "1.6.0"], "gateway-crds-helm": ["1.5.0", "1.6.0"] },
    "https://charts.jetstack.io": { "cert-manager": ["v1.17.0", "v1.18.0", "v1.19.0"] },
    "https://helm.cilium.io": { cilium: ["1.17.0", "1.18.0", "1.18.1"] },
    "https://charts.longhorn.io": { longhorn: ["1.8.0", "1.9.0", "1.10.0"] },
    "https://charts.acme.example": { billing: ["3.1.0", "3.1.1", { version: "3.2.0", released: "2026-11-15" }] },
    "https://private.example.com": { billing: ["1.0.0", "1.1.0"] },
    "https://ports.example.com:8443/stable": { billing: ["1.0.0", "1.1.0"] },
    "oci://private-registry.example.com/charts": { portal: ["1.0.0", "1.1.0"] },
    "https://artifacts.example.com/helm": { billing: ["1.0.0", "1.1.0"] },
    "oci://artifacts.example.com/oci": { portal: ["1.0.0", "1.1.0"] },
    "oci://123456789012.dkr.ecr.eu-central-1.amazonaws.com/charts": { portal: ["1.0.0", "1.1.0"] },
    "oci://europe-docker.pkg.dev/acme/charts": { portal: ["1.0.0", "1.1.0"] },
    "oci://acme.azurecr.io/charts": { portal: ["1.0.0", "1.1.0"] },
    "oci://harbor.example.com/library": { portal: ["1.0.0", "1.1.0"] },
    "https://harbor.example.com/chartrepo/library": { billing: ["1.0.0", "1.1.0"] },
    "oci://ghcr.io/acme/charts": { portal: ["1.0.0", "1.1.0"] },
    "oci://registry.gitlab.com/acme/charts": { portal: ["1.0.0", "1.1.0"] },
    "https://gitlab.com/api/v4/projects/1/packages/helm/stable": { billing: ["1.0.0", "1.1.0"] },
  },
  credentials: {
    "https://charts.acme.example": { username: "user", password: "password" },
    "https://private.example.com": { username: "user", password: "password" },
    "https://ports.example.com:8443/stable": { username: "user", password: "password" },
    "oci://private-registry.example.com/charts": { username: "user", password: "password" },
    "https://artifacts.example.com/helm": { username: "user", password: "password" },
    "oci://artifacts.example.com/oci": { username: "user", password: "password" },
    "oci://123456789012.dkr.ecr.eu-central-1.amazonaws.com/charts": { username: "AWS", password: "of an hour" },
    "oci://europe-docker.pkg.dev/acme/charts": { username: "_json_key_base64", password: "password" },
    "oci://acme.azurecr.io/charts": { username: "user", password: "password" },
    "oci://harbor.example.com/library": { username: "user", password: "password" },
    "https://harbor.example.com/chartrepo/library": { username: "user", password: "password" },
    "oci://ghcr.io/acme/charts": { username: "acme-bot", password: "password" },
    "oci://registry.gitlab.com/acme/charts": { username: "user", password: "password" },
    "https://gitlab.com/api/v4/projects/1/packages/helm/stable": { username: "user", password: "password" },
  },
  github: {
    "helm/helm": ["v3.18.0", "v3.19.0", "v4.0.0"],
    "helmfile/helmfile": ["v1.0.0", "v1.1.0"],
    "kubernetes/kubernetes": ["v1.33.0", "v1.34.0", "v1.35.0"],
    "helmfile/helmfile-action": ["v2.0.0"],
    "azure/setup-helm": ["v4.0.0"],
    "azure/setup-kubectl": ["v4.0.0"],
  },
  npm: { desalt: ["0.1.0", "0.2.0"] },
} satisfies Partial<DryRunOptions>;

/** What the bot knows. */
export const secrets = {
  PLATFORM_USERNAME: "user",
  PLATFORM_PASSWORD: "password",
  CHARTS_USERNAME: "user",
  CHARTS_PASSWORD: "password",
  PLATFORM_AWS_ACCESS_KEY_ID: "AKIAEXAMPLE",
  PLATFORM_AWS_SECRET_ACCESS_KEY: "secret-access-key",
};

import { oneHelmfile, platform, renderHelmfile, shared, twoEnvironments, usual, type Releases } from "./helmfiles.ts";
import type { PresetCase } from "./preset-case.ts";
import { registryCases } from "./registry-cases.ts";
import { istioRepository } from "./world.ts";

const monorepo = {
  ...twoEnvironments(),
  "prd/terraform/main.tf":
    'resource "helm_release" "billing" {\n  repository = "https://charts.example.com"\n  chart      = "billing"\n  version    = "1.0.0"\n}\n',
};

const climbers: Releases = [
  [{ name: "jetstack", url: "https://charts.jetstack.io" }, "cert-manager", "v1.17.0"],
  [{ name: "cilium", url: "https://helm.cilium.io" }, "cilium", "1.17.0"],
  [{ name: "istio", url: istioRepository }, "istiod", "1.24.0"],
  [{ name: "longhorn", url: "https://charts.longhorn.io" }, "longhorn", "1.8.0"],
  [{ name: "rook", url: "https://charts.rook.io/release" }, "rook-ceph", "v1.16.0"],
  [platform, "climber", "1.0.0"],
];

const workflow = `jobs:
  diff:
    runs-on: ubuntu-latest
    env:
      HELM_VERSION: v3.18.0
      OTHER_HELM_VERSION: 3.18.0
    steps:
      - uses: azure/setup-helm@v4.0.0
        with:
          version: v3.18.0
      - name: no versions, so that another step's are not taken for it
        uses: helmfile/helmfile-action@v2.0.0
      - uses: example/other@main
        with:
          helmfile-version: v1.0.0
      - uses: helmfile/helmfile-action@v2.0.0
        with:
          helm-plugins: https://github.com/databus23/helm-diff
          helmfile-version: v1.0.0
          helm-version: 3.18.0
      - run: npx --yes desalt@0.1.0 generate --check
`;

/** One case for every preset; several where it has several effects. */
export const cases: readonly PresetCase[] = [
  {
    preset: "default",
    files: {
      ...twoEnvironments([...climbers, [platform, "large", "1.0.0"], [shared, "portal", "1.0.0"]]),
      Makefile: "HELM_VERSION := 3.18.0\n",
    },
  },
  { preset: "split", files: { ...monorepo, "helmfile.yaml": renderHelmfile([[platform, "climber", "1.0.0"]]) } },
  {
    preset: "split-as",
    values: ["clusters/prd", "prd"],
    files: { "clusters/prd/helmfile.d/apps.yaml": renderHelmfile(usual), "dev/helmfile.yaml": renderHelmfile(usual) },
  },
  { preset: "schedule", values: ["prd", "before 5am on monday"], besides: [["split"]], files: twoEnvironments() },
  { preset: "schedule-in", values: ["prd", "before 5am on monday", "Asia/Tokyo"], besides: [["split"]], files: twoEnvironments() },
  { preset: "label", values: ["prd", "production"], besides: [["split"]], config: { labels: ["dependencies"] }, files: twoEnvironments() },
  { preset: "reviewer", values: ["prd", "team:platform"], besides: [["split"]], files: twoEnvironments() },
  { preset: "automerge-patch", values: ["dev"], besides: [["split"]], files: twoEnvironments([[platform, "patched", "1.0.0"]]) },
  {
    preset: "automerge-minor",
    values: ["dev"],
    besides: [["split"]],
    files: twoEnvironments([
      [platform, "billing", "1.0.0"],
      [platform, "large", "1.0.0"],
    ]),
  },
  {
    preset: "automerge-all",
    values: ["dev"],
    besides: [["split"]],
    files: twoEnvironments([
      [platform, "billing", "1.0.0"],
      [platform, "large", "1.0.0"],
    ]),
  },
  {
    preset: "lag",
    values: ["prd", "7 days"],
    besides: [["split"]],
    files: twoEnvironments([
      [platform, "fresh", "1.0.0"],
      [shared, "portal", "1.0.0"],
    ]),
  },
  { preset: "approval", values: ["prd"], besides: [["split"]], files: twoEnvironments() },
  { preset: "upstream-first", values: ["dev"], besides: [["split"]], files: twoEnvironments() },
  {
    preset: "upstream-first-of-three",
    values: ["dev", "stg"],
    besides: [["split"]],
    files: { ...twoEnvironments(), "stg/helmfile.yaml": renderHelmfile(usual) },
  },
  ...registryCases,
  {
    preset: "together",
    files: oneHelmfile([
      [{ name: "istio", url: istioRepository }, "base", "1.24.0"],
      [{ name: "istio", url: istioRepository }, "gateway", "1.24.0"],
      [{ name: "istio-mirror", url: "mirror.example.com/istio-release/charts", oci: true }, "ztunnel", "1.24.0"],
      [{ name: "prometheus", url: "https://prometheus-community.github.io/helm-charts" }, "kube-prometheus-stack", "70.0.0"],
      [{ name: "prometheus", url: "https://prometheus-community.github.io/helm-charts" }, "prometheus-operator-crds", "20.0.0"],
      [{ name: "linkerd", url: "https://helm.linkerd.io/edge" }, "linkerd-crds", "2026.1.1"],
      [{ name: "linkerd", url: "https://helm.linkerd.io/edge" }, "linkerd-control-plane", "2026.1.1"],
      [{ name: "karpenter", url: "public.ecr.aws/karpenter", oci: true }, "karpenter", "1.5.0"],
      [{ name: "karpenter", url: "public.ecr.aws/karpenter", oci: true }, "karpenter-crd", "1.5.0"],
      [{ name: "rook", url: "https://charts.rook.io/release" }, "rook-ceph-cluster", "v1.16.0"],
      [{ name: "rook", url: "https://charts.rook.io/release" }, "rook-ceph", "v1.16.0"],
      [{ name: "envoy", url: "mirror.example.com/envoyproxy", oci: true }, "gateway-helm", "1.5.0"],
      [{ name: "envoy", url: "mirror.example.com/envoyproxy", oci: true }, "gateway-crds-helm", "1.5.0"],
      [platform, "base", "1.0.0"],
    ]),
  },
  {
    preset: "together-as",
    values: ["money", "/^(billing|large)$/"],
    besides: [["split"]],
    files: twoEnvironments([
      [platform, "billing", "1.0.0"],
      [platform, "large", "1.0.0"],
      [platform, "climber", "1.0.0"],
    ]),
  },
  { preset: "minor-by-minor", besides: [["automerge-all", "dev"]], files: oneHelmfile(climbers) },
  {
    preset: "minor-by-minor-of",
    values: ["climber"],
    besides: [["automerge-all", "dev"]],
    files: oneHelmfile([
      [platform, "billing", "1.0.0"],
      [platform, "climber", "1.0.0"],
    ]),
  },
  {
    preset: "majors-apart",
    besides: [["automerge-all", "dev"]],
    files: oneHelmfile([
      [platform, "billing", "1.0.0"],
      [platform, "large", "1.0.0"],
    ]),
  },
  {
    preset: "oci-without-dates",
    config: { minimumReleaseAge: "7 days" },
    files: oneHelmfile([
      [platform, "fresh", "1.0.0"],
      [shared, "portal", "1.0.0"],
    ]),
  },
  {
    preset: "helmfiles",
    values: ["clusters/*/charts.yaml"],
    files: { "clusters/dev/charts.yaml": renderHelmfile(usual), "clusters/other.yaml": renderHelmfile(usual) },
  },
  {
    preset: "tools",
    files: {
      ".github/workflows/diff.yaml": workflow,
      ".gitlab-ci.yml": 'variables:\n  HELMFILE_VERSION: "1.0.0"\n  KUBECTL_VERSION: 1.33.0\n',
      Dockerfile: "FROM scratch\nARG DESALT_VERSION=0.1.0\n",
      "README.md": "HELM_VERSION=3.18.0\n",
    },
  },
];

/** References with a mistake each. */
export const mistakes: readonly string[] = [
  "github>desalt-dev/desalt//presets/splitt#v1.0.0",
  "github>desalt-dev/desalt//presets/split#v9.9.9",
  "github>desalt-dev/desalt//presets/label#v1.0.0(prd)",
  "github>desalt-dev/desalt//presets/lag#v1.0.0(prd)",
  "github>desalt-dev/desalt//presets/schedule#v1.0.0(prd)",
  "github>desalt-dev/desalt//presets/split#v1.0.0(prd)",
  "github>desalt-dev/desalt//presets/label(prd,production)#v1.0.0",
  "github>desalt-dev/desalt//presets/schedule#v1.0.0(prd,before 5am on monday, before 5am on friday)",
  "github>desalt-dev/desalt//presets/helm-login#v1.0.0(private.example.com,UNKNOWN)",
];

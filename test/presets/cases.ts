import type { DryRunOptions } from "../../src/dryrun/index.ts";

/** A repository in which a preset makes a difference. */
export interface PresetCase {
  /** `default` is default.json at the root. */
  readonly preset: string;
  readonly values?: readonly string[];
  /** Presets that the repository extends with and without this one. */
  readonly besides?: readonly (readonly [name: string, ...values: string[]])[];
  /** What else is in its renovate.json. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly files: Readonly<Record<string, string>>;
}

interface Repository {
  readonly name: string;
  readonly url: string;
  readonly oci?: true;
}

const platform: Repository = { name: "platform", url: "https://charts.example.com" };
const shared: Repository = { name: "shared", url: "registry.example.com/charts", oci: true };

const istio = "https://istio-release.storage.googleapis.com/charts";

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
    [istio]: { base: ["1.24.0", "1.25.0"], istiod: ["1.24.0", "1.25.0", "1.26.0"], gateway: ["1.24.0", "1.25.0"] },
    "oci://mirror.example.com/istio-release/charts": { base: ["1.24.0", "1.25.0"], ztunnel: ["1.24.0", "1.25.0"] },
    "https://prometheus-community.github.io/helm-charts": {
      "kube-prometheus-stack": ["70.0.0", "71.0.0"],
      "prometheus-operator-crds": ["20.0.0", "20.1.0"],
    },
    "https://helm.linkerd.io/edge": { "linkerd-crds": ["2026.1.1", "2026.2.1"], "linkerd-control-plane": ["2026.1.1", "2026.2.1"] },
    "oci://public.ecr.aws/karpenter": { karpenter: ["1.5.0", "1.6.0"], "karpenter-crd": ["1.5.0", "1.6.0"] },
    "https://charts.rook.io/release": { "rook-ceph": ["v1.16.0", "v1.17.0", "v1.18.0"], "rook-ceph-cluster": ["v1.16.0", "v1.17.0"] },
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

type Releases = readonly (readonly [repository: Repository, chart: string, version: string])[];

const usual: Releases = [
  [platform, "billing", "1.0.0"],
  [shared, "portal", "1.0.0"],
];

function renderHelmfile(releases: Releases): string {
  const repositories = [...new Set(releases.map(([repository]) => repository))];
  return [
    "repositories:",
    ...repositories.flatMap(({ name, url, oci }) => [`  - name: ${name}`, `    url: ${url}`, ...(oci ? ["    oci: true"] : [])]),
    "releases:",
    ...releases.flatMap(([{ name }, chart, version]) => [
      `  - name: ${name}-${chart}`,
      `    chart: ${name}/${chart}`,
      `    version: ${version}`,
    ]),
    "",
  ].join("\n");
}

function twoEnvironments(releases: Releases = usual): Readonly<Record<string, string>> {
  return { "dev/helmfile.yaml": renderHelmfile(releases), "prd/helmfile.yaml": renderHelmfile(releases) };
}

function oneHelmfile(releases: Releases): Readonly<Record<string, string>> {
  return { "dev/helmfile.yaml": renderHelmfile(releases) };
}

function privateCharts(...repositories: readonly Omit<Repository, "name">[]): Readonly<Record<string, string>> {
  return oneHelmfile(repositories.map((place) => [{ name: "platform", ...place }, place.oci ? "portal" : "billing", "1.0.0"]));
}

const monorepo = {
  ...twoEnvironments(),
  "prd/terraform/main.tf":
    'resource "helm_release" "billing" {\n  repository = "https://charts.example.com"\n  chart      = "billing"\n  version    = "1.0.0"\n}\n',
};

const climbers: Releases = [
  [{ name: "jetstack", url: "https://charts.jetstack.io" }, "cert-manager", "v1.17.0"],
  [{ name: "cilium", url: "https://helm.cilium.io" }, "cilium", "1.17.0"],
  [{ name: "istio", url: istio }, "istiod", "1.24.0"],
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
  { preset: "default", files: { ...twoEnvironments([...climbers, [platform, "large", "1.0.0"], [shared, "portal", "1.0.0"]]), "Makefile": "HELM_VERSION := 3.18.0\n" } },
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
  {
    preset: "helm-login",
    values: ["private.example.com", "PLATFORM"],
    files: privateCharts({ url: "https://private.example.com" }),
  },
  {
    preset: "helm-login",
    values: ["ports.example.com:8443/stable", "PLATFORM"],
    files: privateCharts({ url: "https://ports.example.com:8443/stable" }),
  },
  {
    preset: "oci-login",
    values: ["private-registry.example.com", "PLATFORM"],
    files: privateCharts({ url: "private-registry.example.com/charts", oci: true }),
  },
  {
    preset: "helm-and-oci-login",
    values: ["artifacts.example.com", "PLATFORM"],
    files: {
      "dev/helmfile.yaml": renderHelmfile([
        [{ name: "helm", url: "https://artifacts.example.com/helm" }, "billing", "1.0.0"],
        [{ name: "oci", url: "artifacts.example.com/oci", oci: true }, "portal", "1.0.0"],
      ]),
    },
  },
  {
    preset: "ecr",
    values: ["123456789012", "eu-central-1", "PLATFORM"],
    files: privateCharts({ url: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/charts", oci: true }),
  },
  { preset: "gar", values: ["europe", "PLATFORM"], files: privateCharts({ url: "europe-docker.pkg.dev/acme/charts", oci: true }) },
  { preset: "acr", values: ["acme", "PLATFORM"], files: privateCharts({ url: "acme.azurecr.io/charts", oci: true }) },
  {
    preset: "harbor",
    values: ["harbor.example.com", "PLATFORM"],
    files: {
      "dev/helmfile.yaml": renderHelmfile([
        [{ name: "old", url: "https://harbor.example.com/chartrepo/library" }, "billing", "1.0.0"],
        [{ name: "oci", url: "harbor.example.com/library", oci: true }, "portal", "1.0.0"],
      ]),
    },
  },
  { preset: "ghcr", values: ["acme-bot", "CHARTS"], files: privateCharts({ url: "ghcr.io/acme/charts", oci: true }) },
  {
    preset: "gitlab",
    values: ["CHARTS"],
    files: {
      "dev/helmfile.yaml": renderHelmfile([
        [{ name: "packages", url: "https://gitlab.com/api/v4/projects/1/packages/helm/stable" }, "billing", "1.0.0"],
        [{ name: "oci", url: "registry.gitlab.com/acme/charts", oci: true }, "portal", "1.0.0"],
      ]),
    },
  },
  {
    preset: "together",
    files: oneHelmfile([
      [{ name: "istio", url: istio }, "base", "1.24.0"],
      [{ name: "istio", url: istio }, "gateway", "1.24.0"],
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
  { preset: "oci-without-dates", config: { minimumReleaseAge: "7 days" }, files: oneHelmfile([[platform, "fresh", "1.0.0"], [shared, "portal", "1.0.0"]]) },
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

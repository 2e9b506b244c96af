import {
  agelessOciRule,
  groupRule,
  sequentialMergeRule,
  sequentialRule,
  type PackageRule,
} from "../renovate/index.ts";
import type { Parameter, Preset, Topic } from "./preset.ts";

/** Charts of one project, and where the project says how they are upgraded. */
export interface ChartSet {
  readonly name: string;
  readonly charts: readonly string[];
  /** What upstream says, in our words. */
  readonly because: string;
  readonly link: string;
  /** Only there are names as plain as `base` theirs; other names are told from any registry, mirrors included. */
  readonly home?: { readonly helm: string; readonly oci: string };
  /** The charts have version numbers of their own, so that a major of one is a minor of another. */
  readonly numberedApart?: true;
}

const istio = {
  name: "istio",
  charts: ["ambient", "base", "cni", "gateway", "istiod", "ztunnel"],
  home: { helm: "https://istio-release.storage.googleapis.com/charts", oci: "istio-release/charts" },
} as const;
const rook = { name: "rook-ceph", charts: ["rook-ceph", "rook-ceph-cluster"] } as const;

/** Charts that move together. What upstream does not ask for is not here: an entry without a link cannot be written. */
export const chartGroups: readonly ChartSet[] = [
  {
    ...istio,
    because: "base with its CRDs, control plane, CNI, ztunnel and gateways are upgraded in one procedure",
    link: "https://istio.io/latest/docs/setup/upgrade/helm/",
  },
  {
    name: "karpenter",
    charts: ["karpenter", "karpenter-crd"],
    because: "the CRDs are coupled to the version of Karpenter",
    link: "https://karpenter.sh/docs/upgrading/upgrade-guide/",
  },
  {
    name: "kube-prometheus-stack",
    charts: ["kube-prometheus-stack", "prometheus-operator-crds"],
    because: "a new operator wants its CRDs upgraded with it",
    link: "https://github.com/prometheus-community/helm-charts/blob/main/charts/kube-prometheus-stack/UPGRADE.md",
    numberedApart: true,
  },
  {
    name: "linkerd",
    charts: ["linkerd-crds", "linkerd-control-plane", "linkerd2-cni", "linkerd-viz", "linkerd-multicluster", "linkerd-jaeger"],
    because: "each release of Linkerd is one set of chart versions",
    link: "https://linkerd.io/2/tasks/install-helm/",
    numberedApart: true,
  },
  {
    ...rook,
    because: "the operator is upgraded before its cluster chart, of the same version",
    link: "https://rook.io/docs/rook/latest/Upgrade/rook-upgrade/",
  },
  {
    name: "envoy-gateway",
    charts: ["gateway-helm", "gateway-crds-helm"],
    because: "the CRDs are installed from the release of the gateway that uses them",
    link: "https://gateway.envoyproxy.io/docs/install/install-helm/",
  },
];

/** Charts whose projects support or test upgrades by one minor version only. */
export const sequentialCharts: readonly ChartSet[] = [
  {
    name: "cert-manager",
    charts: ["cert-manager"],
    because: "one minor version at a time is recommended",
    link: "https://cert-manager.io/docs/installation/upgrade/",
  },
  {
    name: "cilium",
    charts: ["cilium"],
    because: "only consecutive minor versions are tested",
    link: "https://docs.cilium.io/en/stable/operations/upgrade/",
  },
  { ...istio, because: "upgrades in place take one minor version", link: "https://istio.io/latest/docs/setup/upgrade/in-place/" },
  {
    name: "longhorn",
    charts: ["longhorn"],
    because: "upgrades from other than the previous minor version are refused",
    link: "https://github.com/longhorn/longhorn/blob/master/enhancements/20230315-upgrade-path-enforcement.md",
  },
  {
    ...rook,
    because: "each version has a guide from the previous minor version only",
    link: "https://rook.io/docs/rook/latest/Upgrade/rook-upgrade/",
  },
];

/** Managers that read charts. In others, such as `helm-values`, a package of such a name is an image. */
const chartManagers = { matchManagers: ["argocd", "flux", "helmfile", "helmv3"] } satisfies PackageRule;

function matchCharts({ charts, home }: ChartSet): readonly PackageRule[] {
  const names = `(${charts.join("|")})`;
  if (home === undefined) return [{ ...chartManagers, matchDatasources: ["helm", "docker"], matchPackageNames: [`/(^|/)${names}$/`] }];
  return [
    { ...chartManagers, matchDatasources: ["helm"], matchRegistryUrls: [`${home.helm}{/,}`], matchPackageNames: [...charts] },
    { ...chartManagers, matchDatasources: ["docker"], matchPackageNames: [`/(^|/)${home.oci}/${names}$/`] },
  ];
}

function groupRules(set: ChartSet): readonly PackageRule[] {
  const name = `${set.name} (${set.because}: ${set.link})`;
  const whole: PackageRule = set.numberedApart ? { separateMajorMinor: false } : {};
  return matchCharts(set).map((matchers) => ({ ...groupRule({ name, matchers }, set.name), ...whole }));
}

function sequentialRules(set: ChartSet): readonly PackageRule[] {
  const name = `${set.name}, minor by minor (${set.because}: ${set.link})`;
  return matchCharts(set).flatMap((matchers) => [sequentialRule({ name, matchers }), sequentialMergeRule({ name, matchers })]);
}

const charts: Parameter = {
  name: "CHARTS",
  meaning: "a chart's name, or a regular expression between slashes, without commas; for OCI charts with the registry's address",
  example: "/^billing-/",
};

const presets: readonly Preset[] = [
  {
    name: "together",
    does: "Charts that their projects upgrade together share a pull request",
    parameters: [],
    config: { packageRules: chartGroups.flatMap(groupRules) },
  },
  {
    name: "together-as",
    does: "Charts of your choice share a pull request, majors apart",
    parameters: [{ name: "NAME", meaning: "of the group, in branch and title", example: "billing" }, charts],
    config: { packageRules: [groupRule({ name: "{{arg0}}", matchers: { ...chartManagers, matchPackageNames: ["{{arg1}}"] } }, "{{arg0}}")] },
  },
  {
    name: "minor-by-minor",
    does: "Charts whose projects support upgrades by one minor version only get a pull request for each minor, merged by people",
    parameters: [],
    config: { packageRules: sequentialCharts.flatMap(sequentialRules) },
    notes: ["All the pull requests are open at once: merge them in order. Put it after `automerge-…`, which it takes minors and majors out of."],
  },
  {
    name: "minor-by-minor-of",
    does: "Charts of your choice get a pull request for each minor, merged by people",
    parameters: [{ ...charts, example: "billing-operator" }],
    config: {
      packageRules: [sequentialRule, sequentialMergeRule].map((rule) =>
        rule({ name: "{{arg0}}, minor by minor", matchers: { ...chartManagers, matchPackageNames: ["{{arg0}}"] } }),
      ),
    },
  },
  {
    name: "majors-apart",
    does: "Every major gets a pull request of its own, labelled major, that Renovate never merges",
    parameters: [],
    config: {
      packageRules: [
        { description: "A pull request for each major", matchCategories: ["kubernetes"], separateMultipleMajor: true },
        {
          description: "Majors are merged by people",
          matchCategories: ["kubernetes"],
          matchUpdateTypes: ["major"],
          addLabels: ["major"],
          automerge: false,
        },
      ],
    },
  },
  {
    name: "oci-without-dates",
    does: "Charts of OCI registries, which know no release dates, do not wait for a minimum age for ever",
    parameters: [],
    config: { packageRules: [agelessOciRule({})] },
    notes: ["For a renovate.json that sets `minimumReleaseAge` itself, or extends a preset that does. `lag` has it built in."],
  },
];

/** What is particular about certain charts. */
export const chartRules: Topic = {
  title: "Charts",
  text: "For charts that helmfile, Helm, Argo CD or Flux install. Lists are short on purpose: every entry has a link to where its project says so.",
  presets,
};

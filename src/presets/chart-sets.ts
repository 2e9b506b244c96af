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
    because: "a new operator needs its CRDs upgraded with it",
    link: "https://github.com/prometheus-community/helm-charts/blob/main/charts/kube-prometheus-stack/UPGRADE.md",
    numberedApart: true,
  },
  {
    name: "linkerd",
    charts: ["linkerd-crds", "linkerd-control-plane", "linkerd2-cni", "linkerd-viz", "linkerd-multicluster", "linkerd-jaeger"],
    because: "each release of Linkerd is one set of chart versions",
    link: "https://linkerd.io/2.14/reference/helm-chart-version-matrix/",
    numberedApart: true,
  },
  {
    ...rook,
    because: "the operator is upgraded first, and then its cluster chart",
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
  { ...istio, because: "in-place upgrades go one minor version at a time", link: "https://istio.io/latest/docs/setup/upgrade/in-place/" },
  {
    name: "longhorn",
    charts: ["longhorn"],
    because: "upgrades from other than the previous minor version are refused",
    link: "https://github.com/longhorn/longhorn/blob/master/enhancements/20230315-upgrade-path-enforcement.md",
  },
  {
    ...rook,
    because: "each version has a guide only from the previous minor version",
    link: "https://rook.io/docs/rook/latest/Upgrade/rook-upgrade/",
  },
];

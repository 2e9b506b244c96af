import { programs as shipped, type Program } from "../src/io/programs/tools.ts";

/** A program to build from Go modules; its version stands in `<folder>/go.mod`, where Renovate bumps it. */
export interface GoProgram extends Program {
  /**
   * What the linker sets, as `variable=value`, with `$version`, `$major` and `$minor` in the value: most programs built as
   * a dependency do not know their own version.
   */
  readonly stamps?: readonly string[];
  /** Built only by name. */
  readonly isOptional?: boolean;
  /** Go's build tags. */
  readonly tags?: readonly string[];
  /** Parts of it are in C, so that building it needs a C compiler. */
  readonly hasC?: boolean;
  /** Folders of its module that it reads at run time; a copy of them goes to `.tools/share/<name>`. */
  readonly share?: readonly string[];
}

const kubernetes = {
  oldestVersion: "1.33.0",
  install: "https://kubernetes.io/releases/download/",
  folder: "kubernetes",
  stamps: ["gitVersion=v$version", "gitMajor=$major", "gitMinor=$minor"].map((stamp) => `k8s.io/component-base/version.${stamp}`),
  isOptional: true,
};

/** The programs that tests, the bench and people start; a new one is a folder with go.mod and go.sum, and an entry here. */
export const programs = {
  act: {
    name: "act",
    versionArguments: ["--version"],
    oldestVersion: "0.2.80",
    install: "`brew install act`, or https://nektosact.com/installation/",
  },
  actionlint: {
    name: "actionlint",
    versionArguments: ["-version"],
    oldestVersion: "1.7.0",
    install: "`brew install actionlint`, or https://github.com/rhysd/actionlint/blob/main/docs/install.md",
    stamps: ["github.com/rhysd/actionlint.version=$version"],
  },
  argocd: {
    name: "argocd",
    versionArguments: ["version", "--client", "--short"],
    oldestVersion: "3.0.0",
    install: "`brew install argocd`, or https://argo-cd.readthedocs.io/en/stable/cli_installation/",
    stamps: ["github.com/argoproj/argo-cd/v3/common.version=$version"],
    isOptional: true,
    share: ["manifests/base/config", "manifests/crds"],
  },
  dyff: {
    name: "dyff",
    versionArguments: ["version"],
    oldestVersion: "1.10.0",
    install: "`brew install dyff`, or https://github.com/homeport/dyff#installation",
    stamps: ["github.com/homeport/dyff/internal/cmd.version=$version"],
    isOptional: true,
  },
  etcd: {
    name: "etcd",
    versionArguments: ["--version"],
    oldestVersion: "3.5.0",
    install: "`brew install etcd`, or https://etcd.io/docs/latest/install/",
    isOptional: true,
  },
  gitea: {
    name: "gitea",
    versionArguments: ["--version"],
    oldestVersion: "1.25.0",
    install: "`brew install gitea`, or https://docs.gitea.com/installation/install-from-binary",
    stamps: ["main.Version=$version"],
    isOptional: true,
    tags: ["sqlite", "sqlite_unlock_notify"],
    hasC: true,
    share: ["options", "public", "templates"],
  },
  helm: { ...shipped.helm, stamps: ["helm.sh/helm/v4/internal/version.version=v$version"] },
  helmfile: { ...shipped.helmfile, stamps: ["go.szostok.io/version.version=$version"] },
  "kube-apiserver": { ...kubernetes, name: "kube-apiserver", versionArguments: ["--version"] },
  "kube-controller-manager": { ...kubernetes, name: "kube-controller-manager", versionArguments: ["--version"] },
  kubectl: { ...kubernetes, name: "kubectl", versionArguments: ["version", "--client"] },
  miniredis: {
    name: "miniredis",
    versionArguments: ["--version"],
    oldestVersion: "2.30.0",
    install: "https://github.com/alicebob/miniredis",
    stamps: ["main.version=$version"],
    isOptional: true,
  },
} satisfies Readonly<Record<string, GoProgram>>;

export type ProgramName = keyof typeof programs;

import { sequentialRule, type RenovateConfig } from "../renovate/index.ts";
import type { Preset, Topic } from "./preset.ts";

type CustomManager = NonNullable<RenovateConfig["customManagers"]>[number];

interface Tool {
  readonly name: string;
  readonly datasource: "github-releases" | "npm";
  readonly package: string;
  /** What precedes the version in a file, besides a variable such as `HELM_VERSION`. */
  readonly written: readonly string[];
}

/** An input of a GitHub action: on a line of its own below `uses:`, before the next step. */
function actionInput(action: string, input: string): string {
  return `uses:\\s*["']?${action}@[^\\n]*\\n(?:\\s+[a-z][\\w-]*:[^\\n]*\\n)*?\\s+${input}:\\s*["']?`;
}

/** What Renovate does not read by itself, as it does the versions given to azure/setup-helm and azure/setup-kubectl. */
const tools: readonly Tool[] = [
  {
    name: "helm",
    datasource: "github-releases",
    package: "helm/helm",
    written: [actionInput("helmfile/helmfile-action", "helm-version")],
  },
  {
    name: "helmfile",
    datasource: "github-releases",
    package: "helmfile/helmfile",
    written: [actionInput("helmfile/helmfile-action", "helmfile-version")],
  },
  { name: "kubectl", datasource: "github-releases", package: "kubernetes/kubernetes", written: [] },
  { name: "desalt", datasource: "npm", package: "desalt", written: ["(?:^|[\\s\"'])desalt@"] },
];

const pipelines = [
  "/(^|/)\\.github/(workflows|actions)/.+\\.ya?ml$/",
  "/(^|/)\\.(gitlab-ci|drone|woodpecker)\\.ya?ml$/",
  "/(^|/)\\.(circleci|gitlab|woodpecker|gitea/workflows|forgejo/workflows)/.+\\.ya?ml$/",
  "/(^|/)(azure|bitbucket)-pipelines\\.ya?ml$/",
  "/(^|/)(Jenkinsfile|Makefile|Dockerfile)$/",
];

/** Only whole versions of three numbers: ranges and `latest` are the reader's wish. */
const version = "v?(?<currentValue>\\d+\\.\\d+\\.\\d+)\\b";

function manage({ name, datasource, package: packageName, written }: Tool): CustomManager {
  const variable = `(?:^|[\\s"'{,])${name.toUpperCase()}_VERSION["']?\\s*(?::|[:?]?=)\\s*["']?`;
  return {
    customType: "regex",
    description: `The version of ${name} in pipelines`,
    managerFilePatterns: pipelines,
    matchStrings: [variable, ...written].map((before) => before + version),
    depNameTemplate: name,
    packageNameTemplate: packageName,
    datasourceTemplate: datasource,
    extractVersionTemplate: "^v?(?<version>.+)$",
  };
}

const presets: readonly Preset[] = [
  {
    name: "helmfiles",
    does: "Renovate reads helmfiles with other names than helmfile.yaml",
    parameters: [
      {
        name: "PATTERN",
        meaning: "a glob, or a regular expression between slashes, of paths from the root; without commas",
        example: "clusters/*/charts.yaml",
      },
    ],
    config: { helmfile: { managerFilePatterns: ["{{arg0}}"] } },
    notes: ["Extend it once for each pattern. Renovate still reads `helmfile.yaml` and `helmfile.d/`."],
  },
  {
    name: "tools",
    does: "Renovate upgrades the versions of helm, helmfile, kubectl and desalt in pipelines",
    parameters: [],
    config: {
      customManagers: tools.map(manage),
      packageRules: [
        sequentialRule({
          name: "kubectl, minor by minor: it works with clusters of one minor version around its own (https://kubernetes.io/releases/version-skew-policy/#kubectl)",
          matchers: { matchManagers: ["custom.regex", "github-actions"], matchDepNames: ["kubectl"] },
        }),
      ],
    },
    notes: [
      "It reads `HELM_VERSION`, `HELMFILE_VERSION`, `KUBECTL_VERSION` and `DESALT_VERSION` (`NAME: 1.2.3`, `NAME=1.2.3`), the inputs of helmfile/helmfile-action, and `desalt@1.2.3`. Renovate itself reads the inputs of azure/setup-helm and azure/setup-kubectl. The files are GitHub, GitLab, Gitea, Forgejo, CircleCI, Azure, Bitbucket, Drone, Woodpecker and Jenkins pipelines, Makefiles and Dockerfiles.",
    ],
  },
];

/** Which files Renovate reads. */
export const files: Topic = { title: "Files", text: "Files and versions that Renovate does not find by itself.", presets };

import { agelessOciRule, groupRule, sequentialMergeRule, sequentialRule, type PackageRule } from "../renovate/index.ts";
import { chartGroups, sequentialCharts, type ChartSet } from "./chart-sets.ts";
import type { Parameter, Preset, Topic } from "./preset.ts";

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
  meaning: "a chart's name, or a regular expression between slashes, without commas. For OCI charts, include the registry's address",
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
    parameters: [{ name: "NAME", meaning: "the group's name, in branch and title", example: "billing" }, charts],
    config: {
      packageRules: [groupRule({ name: "{{arg0}}", matchers: { ...chartManagers, matchPackageNames: ["{{arg1}}"] } }, "{{arg0}}")],
    },
  },
  {
    name: "minor-by-minor",
    does: "Charts whose projects support upgrades one minor version at a time get a pull request for each minor, merged by people",
    parameters: [],
    config: { packageRules: sequentialCharts.flatMap(sequentialRules) },
    notes: [
      "All pull requests are open at once. Merge them in order. Put this preset after `automerge-…`, so that Renovate does not merge their minors and majors.",
    ],
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
    does: "Every major gets a separate pull request, labelled major, which Renovate never merges",
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
    does: "Charts of OCI registries, which have no release dates, do not wait for a minimum age",
    parameters: [],
    config: { packageRules: [agelessOciRule({})] },
    notes: ["For a renovate.json that sets `minimumReleaseAge` itself, or extends a preset that does. `lag` includes this rule."],
  },
];

/** What is particular about certain charts. */
export const chartRules: Topic = {
  title: "Charts",
  text: "For charts that helmfile, Helm, Argo CD or Flux install. The lists are short on purpose. Every entry links to the statement of its project.",
  presets,
};

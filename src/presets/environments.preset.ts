import {
  agelessOciRule,
  automergeRules,
  chartTitleRule,
  paceRule,
  splitRule,
  type PackageRule,
  type RenovateConfig,
} from "../renovate/index.ts";
import type { Parameter, Preset, Topic } from "./preset.ts";

const directory: Parameter = { name: "DIRECTORY", meaning: "the environment's directory, from the root of the repository", example: "prd" };

/** What is deployed to Kubernetes, so that npm packages and Terraform beside it notice nothing. */
const deployed = { matchCategories: ["kubernetes"] } satisfies PackageRule;

function inDirectory(argument: number): { readonly name: string; readonly matchers: PackageRule } {
  const path = `{{arg${argument}}}`;
  return { name: path, matchers: { ...deployed, matchFileNames: [`${path}/**`] } };
}

function pacePreset(preset: Omit<Preset, "config" | "parameters"> & { readonly more?: readonly Parameter[] }, pace: PackageRule): Preset {
  const { more = [], ...rest } = preset;
  return { ...rest, parameters: [directory, ...more], config: { packageRules: [paceRule(inDirectory(0), pace)] } };
}

function automergePreset(name: string, kind: "patch" | "minor" | "all", what: string): Preset {
  return {
    name,
    does: `Renovate merges ${what} of one environment through pull requests, after all of their checks`,
    parameters: [directory],
    config: { packageRules: [...automergeRules(inDirectory(0), kind)] },
    notes: ["In a repository without checks, Renovate merges at once."],
  };
}

/** A priority applies among pull requests that a limit would hold back, and limits count the whole repository. */
const unlimited: RenovateConfig = { prConcurrentLimit: 0, prHourlyLimit: 0 };

const presets: readonly Preset[] = [
  {
    name: "split",
    does: "Every directory gets branches and pull requests of its own, named after it",
    parameters: [],
    config: {
      packageRules: [
        splitRule({ name: "every directory", matchers: { ...deployed, matchFileNames: ["*/**"] } }, "{{packageFileDir}}"),
        chartTitleRule({}),
      ],
    },
    notes: ["Without it, two environments share a branch as soon as they move to the same version."],
  },
  {
    name: "split-as",
    does: "One directory gets branches and pull requests of its own, under a name of your choice",
    parameters: [
      { ...directory, example: "clusters/prd" },
      { name: "NAME", meaning: "the environment's name, in branches and titles", example: "prd" },
    ],
    config: { packageRules: [splitRule(inDirectory(0), "{{arg1}}"), chartTitleRule({ matchFileNames: ["{{arg0}}/**"] })] },
    notes: ["For directories with a long path, such as `helmfile.d` in an environment's directory. Put it after `split` if you use both."],
  },
  pacePreset(
    {
      name: "schedule",
      does: "Pull requests of one environment open at certain times only",
      more: [{ name: "TIMES", meaning: "Renovate's schedule in one text without commas", example: "before 5am on monday" }],
      notes: ["The times are in the repository's `timezone` (default: UTC)."],
    },
    { schedule: ["{{arg1}}"] },
  ),
  pacePreset(
    {
      name: "schedule-in",
      does: "Pull requests of one environment open at certain times of a time zone only",
      more: [
        { name: "TIMES", meaning: "Renovate's schedule in one text without commas", example: "before 5am on monday" },
        { name: "TIMEZONE", meaning: "a name of the IANA database", example: "Asia/Tokyo" },
      ],
    },
    { schedule: ["{{arg1}}"], timezone: "{{arg2}}" },
  ),
  pacePreset(
    {
      name: "label",
      does: "Pull requests of one environment get a label",
      more: [{ name: "LABEL", meaning: "a label that is added to the existing ones", example: "production" }],
    },
    { addLabels: ["{{arg1}}"] },
  ),
  pacePreset(
    {
      name: "reviewer",
      does: "Pull requests of one environment ask for a review",
      more: [{ name: "REVIEWER", meaning: "a user, or a team as the forge names it", example: "team:platform" }],
      notes: ["The last one wins. To ask several people, name a team."],
    },
    { reviewers: ["{{arg1}}"] },
  ),
  automergePreset("automerge-patch", "patch", "patches"),
  automergePreset("automerge-minor", "minor", "patches and minors"),
  automergePreset("automerge-all", "all", "every upgrade"),
  {
    name: "lag",
    does: "One environment gets a version only when it is old enough",
    parameters: [directory, { name: "AGE", meaning: "time since the release", example: "7 days" }],
    config: {
      packageRules: [paceRule(inDirectory(0), { minimumReleaseAge: "{{arg1}}" }), agelessOciRule({ matchFileNames: ["{{arg0}}/**"] })],
    },
    notes: [
      "The age counts from the release. It does not count how long the version ran in another environment. Charts of OCI registries, except Docker Hub, have no release dates and do not wait.",
    ],
  },
  pacePreset(
    { name: "approval", does: "Pull requests of one environment open when somebody ticks them on the dependency dashboard" },
    { dependencyDashboardApproval: true },
  ),
  {
    name: "upstream-first",
    does: "Pull requests of one environment open before those of the others, and no limit holds any back",
    parameters: [{ ...directory, example: "dev" }],
    config: { ...unlimited, packageRules: [paceRule(inDirectory(0), { prPriority: 1 })] },
    notes: ["Removes `prConcurrentLimit` and `prHourlyLimit`. They count the whole repository, so dev could block prd."],
  },
  {
    name: "upstream-first-of-three",
    does: "Pull requests of one environment open first, those of a second one next, and no limit holds any back",
    parameters: [
      { name: "FIRST", meaning: "the directory that all others follow", example: "dev" },
      { name: "SECOND", meaning: "the directory in between", example: "stg" },
    ],
    config: {
      ...unlimited,
      packageRules: [paceRule(inDirectory(0), { prPriority: 2 }), paceRule(inDirectory(1), { prPriority: 1 })],
    },
  },
];

/** One directory per environment: whose pull request it is, when it opens, who merges it. */
export const environments: Topic = {
  title: "Environments",
  text: "For a directory per environment. The rules apply to files that are deployed to Kubernetes (helmfile, Helm, Argo CD, Flux, Kustomize, manifests). npm packages and Terraform in the same directory are not affected.",
  presets,
};

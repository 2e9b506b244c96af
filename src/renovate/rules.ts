import type { HostRule, PackageRule } from "./options.ts";

/** The matchers of a rule, and their name: "dev", "charts of istio". */
export interface RuleScope {
  readonly name: string;
  readonly matchers: PackageRule;
}

/** Separate branches and pull requests of an environment. `directory` may be one of Renovate's templates. */
export function splitRule({ name, matchers }: RuleScope, directory: string): PackageRule {
  return {
    description: `${name}: branches and pull requests of its own`,
    ...matchers,
    additionalBranchPrefix: `${directory}/`,
    commitMessageSuffix: `(${directory})`,
  };
}

/** Renovate calls a chart of an OCI registry a "Docker tag". */
export function chartTitleRule(matchers: PackageRule): PackageRule {
  return {
    description: "A chart is called a chart in titles wherever it comes from",
    matchManagers: ["helmfile"],
    ...matchers,
    matchDatasources: ["docker"],
    commitMessageTopic: "Helm release {{depName}}",
  };
}

/**
 * Merges by Renovate, through pull requests, after every check has passed. `platformAutomerge` is off because a forge
 * waits for required checks only, and merges at once where none is required.
 */
export function automergeRules({ name, matchers }: RuleScope, kind: "patch" | "minor" | "all"): readonly PackageRule[] {
  const merge: PackageRule = { automerge: true, automergeType: "pr", platformAutomerge: false };
  const description = `${name}: ${mergedKinds[kind]} merged by Renovate after all checks`;
  if (kind === "all") return [{ description, ...matchers, ...merge }];
  if (kind === "minor") return [{ description, ...matchers, matchUpdateTypes: ["minor", "patch"], ...merge }];
  return [
    // Otherwise a newer minor hides the patch, and Renovate merges nothing any more.
    { description: `${name}: patches apart from minors`, ...matchers, separateMinorPatch: true },
    { description, ...matchers, matchUpdateTypes: ["patch"], ...merge },
  ];
}

const mergedKinds = { patch: "patches are", minor: "patches and minors are", all: "every upgrade is" } as const;

/** Schedule and reviewers of pull requests, in Renovate's own options. */
export function paceRule({ name, matchers }: RuleScope, pace: PackageRule): PackageRule {
  return { description: `${name}: pace and people`, ...matchers, ...pace };
}

/**
 * OCI registries other than Docker Hub give no release dates, and Renovate waits for ever for a version without one:
 * https://github.com/renovatebot/renovate/discussions/39064. Its `minimumReleaseAgeBehaviour: "timestamp-optional"` would
 * warn on the dashboard at every run.
 */
export function agelessOciRule(matchers: PackageRule): PackageRule {
  return {
    description: "OCI registries but Docker Hub give no release dates: no minimum age for their charts",
    matchManagers: ["helmfile"],
    ...matchers,
    matchDatasources: ["docker"],
    matchPackageNames: ["!/^([^/]+\\.)?docker\\.io\\//"],
    minimumReleaseAge: null,
  };
}

/** One pull request for all, majors apart. */
export function groupRule({ name, matchers }: RuleScope, groupName: string): PackageRule {
  return { description: `${name}: upgraded together`, ...matchers, groupName };
}

/** A pull request for each minor. */
export function sequentialRule({ name, matchers }: RuleScope): PackageRule {
  return { description: name, ...matchers, separateMultipleMinor: true };
}

/** People merge minors in order, because all are open at once and Renovate would merge the first that passes its checks. */
export function sequentialMergeRule({ name, matchers }: RuleScope): PackageRule {
  return { description: `${name}: people merge them, in order`, ...matchers, matchUpdateTypes: ["minor", "major"], automerge: false };
}

/** The host rule of a login; its user name is a text or a secret's reference. */
export function loginRule(place: Pick<HostRule, "description" | "matchHost" | "hostType">, login: Login): HostRule {
  return { ...place, username: login.username, password: login.password };
}

interface Login {
  readonly username: string;
  readonly password: SecretReference;
}

type SecretReference = ReturnType<typeof secretReference>;

/** Renders a reference to a secret of Renovate. */
export function secretReference(name: string) {
  return `{{ secrets.${name} }}` as const;
}

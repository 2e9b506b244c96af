import type { ResolvedEnvironment, ResolvedFleet, ResolvedGitops, ResolvedRelease, ResolvedRepository } from "../src/fleet/index.ts";

/** Factories for tests of what reads a resolved fleet: the given fields, and nothing special in the others. */
export function fleetOf(fields: Partial<ResolvedFleet>): ResolvedFleet {
  return {
    environments: [],
    repositories: [],
    prConcurrentLimit: 0,
    prHourlyLimit: 0,
    selfHosted: false,
    workflows: false,
    gitops: gitopsOf({}),
    ...fields,
  };
}

function gitopsOf(fields: Partial<ResolvedGitops>): ResolvedGitops {
  return {
    isDeclared: false,
    isOwnRepository: true,
    branch: "desalt-manifests",
    directory: ".",
    secrets: "refuse",
    allowSecretsIn: [],
    hooks: true,
    removal: { allow: [], share: 0.2 },
    githubApp: false,
    ...fields,
  };
}

export function environmentOf(name: string, fields: Partial<ResolvedEnvironment> = {}): ResolvedEnvironment {
  const directory = fields.directory ?? name;
  return {
    name,
    directory,
    helmfiles: [directory === "." ? "helmfile.yaml" : `${directory}/helmfile.yaml`],
    isHandWritten: false,
    apiVersions: [],
    clusters: [],
    helmDefaults: {},
    pace: { automerge: "none", labels: [], reviewers: [], assignees: [], dependencyDashboardApproval: false },
    releases: [],
    ...fields,
  };
}

export function releaseOf(name: string, fields: Partial<ResolvedRelease> & Pick<ResolvedRelease, "chart">): ResolvedRelease {
  return {
    name,
    values: {},
    clusterValues: {},
    absentFrom: [],
    needs: [],
    labels: {},
    separateMultipleMinor: false,
    helmfile: {},
    ...fields,
  };
}

export function repositoryOf(name: string, fields: Partial<ResolvedRepository> & Pick<ResolvedRepository, "url">): ResolvedRepository {
  return { name, oci: false, private: false, ...fields };
}

import type { Pace, ResolvedEnvironment, ResolvedFleet, ResolvedRelease, ResolvedRepository } from "../../src/fleet/index.ts";
import { fleetOf } from "../resolved-fleet.ts";

/** A fleet in which nothing is set but what a test sets. */
export function makeFleet(fleet: Partial<ResolvedFleet>): ResolvedFleet {
  return fleetOf({ repository: "acme/infra", ...fleet });
}

export function makeEnvironment(
  name: string,
  { pace, ...environment }: Partial<Omit<ResolvedEnvironment, "pace">> & { pace?: Partial<Pace> } = {},
): ResolvedEnvironment {
  return {
    name,
    directory: name,
    helmfiles: [`${name}/helmfile.yaml`],
    isHandWritten: false,
    apiVersions: [],
    clusters: [],
    helmDefaults: {},
    pace: { automerge: "none", labels: [], reviewers: [], assignees: [], dependencyDashboardApproval: false, ...pace },
    releases: [],
    ...environment,
  };
}

export function makeRepository(name: string, url: string, repository: Partial<ResolvedRepository> = {}): ResolvedRepository {
  return { name, url, oci: false, private: false, ...repository };
}

/** A release of version 1.0.0 with the name of its chart. */
export function makeRelease(repository: ResolvedRepository, chart: string, release: Partial<ResolvedRelease> = {}): ResolvedRelease {
  return {
    name: chart,
    chart: `${repository.name}/${chart}`,
    repository,
    version: "1.0.0",
    namespace: chart,
    values: {},
    clusterValues: {},
    absentFrom: [],
    needs: [],
    labels: {},
    separateMultipleMinor: false,
    helmfile: {},
    ...release,
  };
}

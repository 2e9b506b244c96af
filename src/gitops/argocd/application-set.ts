import { computeWaves } from "./waves.ts";
import type { ResolvedDestination, ResolvedFleet } from "../../fleet/index.ts";
import { recordsPattern } from "./application-records.ts";
import { nameOfDeployment, type AddressedArgocd } from "./deployment.ts";
import { renderSyncPolicy } from "./sync-policy.ts";

/** The largest depth of needs in a hand-written helmfile, which only a render reads. */
const wavesOfHandKept = 10;

/** The inputs of an ApplicationSet. */
export interface ApplicationSetInput {
  readonly fleet: ResolvedFleet;
  readonly argocd: AddressedArgocd;
  readonly destination: ResolvedDestination;
}

/**
 * Renders the ApplicationSet of one environment or cluster, with an Application for each release that has a record among the
 * manifests. Separate ApplicationSets do not break each other, and can be in different instances of Argo CD.
 */
export function renderApplicationSet({ fleet, argocd, destination }: ApplicationSetInput): object {
  const { branch, directory } = fleet.gitops;
  const isOrdered = argocd.order && destination.sync === "automated";
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "ApplicationSet",
    metadata: { name: `${argocd.project}-${nameOfDeployment(destination)}`, namespace: argocd.namespace },
    spec: {
      goTemplate: true,
      goTemplateOptions: ["missingkey=error"],
      generators: [{ git: { repoURL: argocd.repoURL, revision: branch, files: [{ path: recordsPattern(directory, destination) }] } }],
      // Neither the deletion of this object nor that of a record removes anything from the cluster.
      syncPolicy: { preserveResourcesOnDeletion: true },
      ...(destination.sync === "manual" && { ignoreApplicationDifferences: [{ jsonPointers: ["/spec/syncPolicy/automated"] }] }),
      ...(isOrdered && { strategy: renderStrategy(countWaves(fleet, destination)) }),
      template: renderTemplate({ fleet, argocd, destination }),
      ...(destination.sync === "automated" && { templatePatch: allowEmptyWhereRemoved }),
    },
  };
}

/** Allows Argo CD to delete all objects of an Application, which is correct for a removed release. */
const allowEmptyWhereRemoved = `spec:
  syncPolicy:
    automated:
      allowEmpty: {{ .removed }}
`;

function renderTemplate({ fleet, argocd, destination }: ApplicationSetInput): object {
  return {
    metadata: {
      name: argocd.applicationName,
      labels: {
        "desalt/environment": "{{.environment}}",
        "desalt/cluster": "{{.cluster}}",
        "desalt/release": "{{.release}}",
        "desalt/wave": "{{.wave}}",
      },
    },
    spec: {
      project: argocd.project,
      source: { repoURL: argocd.repoURL, targetRevision: fleet.gitops.branch, path: "{{.directory}}", directory: { recurse: true } },
      destination: { ...destination.target, namespace: "{{.namespace}}" },
      syncPolicy: renderSyncPolicy(argocd, destination),
    },
  };
}

function renderStrategy(waves: number): object {
  const steps = Array.from({ length: waves }, (_, wave) => ({
    matchExpressions: [{ key: "desalt/wave", operator: "In", values: [String(wave)] }],
  }));
  return { type: "RollingSync", rollingSync: { steps } };
}

function countWaves({ environments }: ResolvedFleet, { environment, cluster }: ResolvedDestination): number {
  const declared = environments.find(({ name }) => name === environment);
  if (declared === undefined || declared.isHandWritten) return wavesOfHandKept;
  const releases = declared.releases.filter(({ absentFrom }) => cluster === undefined || !absentFrom.includes(cluster));
  return Math.max(0, ...computeWaves(releases).values()) + 1;
}

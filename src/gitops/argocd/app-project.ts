import type { AddressedArgocd } from "./deployment.ts";

/**
 * Renders the AppProject: one repository and the clusters of the fleet, but any namespace and any kind, because only a
 * render shows which ones the charts need.
 */
export function renderAppProject({ project, namespace, repoURL, destinations }: AddressedArgocd, repository: string | undefined): object {
  const targets = new Map(destinations.map(({ target }) => [JSON.stringify(target), target]));
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "AppProject",
    metadata: { name: project, namespace },
    spec: {
      description: `Add-ons of ${repository ?? project}`,
      sourceRepos: [repoURL],
      destinations: [...targets.values()].map((target) => ({ ...target, namespace: "*" })),
      clusterResourceWhitelist: [{ group: "*", kind: "*" }],
      namespaceResourceWhitelist: [{ group: "*", kind: "*" }],
    },
  };
}

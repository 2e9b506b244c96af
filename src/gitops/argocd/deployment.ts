import type { ResolvedArgocd, ResolvedDestination } from "../../fleet/index.ts";

/** The environment, or its cluster, of one ApplicationSet or one Application of the plugin. */
export type Deployment = Pick<ResolvedDestination, "environment" | "cluster">;

/** The cluster's name, unique in the fleet, or the environment's if it declares no clusters. */
export function nameOfDeployment({ environment, cluster }: Deployment): string {
  return cluster ?? environment;
}

/** The folder of its releases below the manifests' directory: `prd/tokyo`. */
export function folderOfDeployment({ environment, cluster }: Deployment): string {
  return cluster === undefined ? environment : `${environment}/${cluster}`;
}

/** A path below the directory of the manifests in their repository. */
export function pathBelow(directory: string, path: string): string {
  return directory === "." ? path : `${directory}/${path}`;
}

/** The settings for Argo CD, with a known repository. */
export type AddressedArgocd = ResolvedArgocd & { readonly repoURL: string };

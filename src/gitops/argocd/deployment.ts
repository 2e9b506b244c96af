import type { ResolvedArgocd, ResolvedDestination } from "../../fleet/index.ts";

/** What one ApplicationSet, or one Application of the plugin, is for: an environment, or a cluster of it. */
export type Place = Pick<ResolvedDestination, "environment" | "cluster">;

/** The cluster's name, unique in the fleet; the environment's where it declares no clusters. */
export function nameOfPlace({ environment, cluster }: Place): string {
  return cluster ?? environment;
}

/** Where a place's releases are below the manifests' directory: `prd/tokyo`. */
export function pathOfPlace({ environment, cluster }: Place): string {
  return cluster === undefined ? environment : `${environment}/${cluster}`;
}

/** A path below the directory of the manifests in their repository. */
export function pathBelow(directory: string, path: string): string {
  return directory === "." ? path : `${directory}/${path}`;
}

/** What is written for Argo CD names a repository. */
export type AddressedArgocd = ResolvedArgocd & { readonly repoURL: string };

import type { ResolvedArgocd, ResolvedDestination } from "../../fleet/index.ts";

/** An Application's `syncPolicy`. The large CRDs of many charts do not fit the annotation of a client-side apply. */
export function renderSyncPolicy({ prune, selfHeal, retry }: ResolvedArgocd, { sync }: ResolvedDestination): object {
  return {
    ...(sync === "automated" && { automated: { prune, selfHeal } }),
    syncOptions: ["CreateNamespace=true", "ServerSideApply=true"],
    retry,
  };
}

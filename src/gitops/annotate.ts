import type { ResolvedGitops } from "../fleet/index.ts";
import { annotateForArgoCd } from "./argocd/protect-from-pruning.ts";

/** Marks an object for what reads the manifests, so that it keeps objects whose loss would be final. */
export function annotate(
  object: Readonly<Record<string, unknown>>,
  { argocd }: Pick<ResolvedGitops, "argocd">,
): Readonly<Record<string, unknown>> {
  return argocd?.pattern === "manifests" ? annotateForArgoCd(object) : object;
}

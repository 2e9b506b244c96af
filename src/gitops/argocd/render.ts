import type { GeneratedFile } from "../../core/generated-file.ts";
import { renderHeader } from "../../core/header.ts";
import { renderYaml } from "../../core/yaml-text.ts";
import type { ResolvedArgocd, ResolvedFleet } from "../../fleet/index.ts";
import { renderAppProject } from "./app-project.ts";
import { renderApplicationSet } from "./application-set.ts";
import { nameOfPlace } from "./place.ts";
import { renderPluginApplication, renderPluginConfig, renderSidecarPatch } from "./plugin.ts";

/** Where the generated manifests for Argo CD are, relative to the fleet's root. */
export const argocdFolder = "argocd";

/** Renders what Argo CD needs to read the fleet; nothing where the config does not ask for it. `source` is the config's name. */
export function renderArgocd(fleet: ResolvedFleet, source: string): readonly GeneratedFile[] {
  const { argocd } = fleet.gitops;
  if (argocd === undefined) return [];
  const documents = argocd.pattern === "manifests" ? listApplicationSets(fleet, argocd) : listPluginDocuments(fleet, argocd);
  return [{ path: "appproject.yaml", value: renderAppProject(argocd, fleet.repository) }, ...documents].map(({ path, value }) => ({
    path: `${argocdFolder}/${path}`,
    text: renderHeader(source) + renderYaml(value),
  }));
}

interface Document {
  readonly path: string;
  readonly value: object;
}

function listApplicationSets(fleet: ResolvedFleet, argocd: ResolvedArgocd): readonly Document[] {
  return argocd.destinations.map((destination) => ({
    path: `applicationset-${nameOfPlace(destination)}.yaml`,
    value: renderApplicationSet({ fleet, argocd, destination }),
  }));
}

/** The patch is in a folder of its own, since it is not to be applied as it is. */
function listPluginDocuments(fleet: ResolvedFleet, argocd: ResolvedArgocd): readonly Document[] {
  return [
    { path: "plugin/configmap.yaml", value: renderPluginConfig(argocd, fleet.gitops) },
    { path: "plugin/repo-server-patch.yaml", value: renderSidecarPatch(argocd) },
    ...argocd.destinations.map((destination) => ({
      path: `application-${nameOfPlace(destination)}.yaml`,
      value: renderPluginApplication(fleet, argocd, destination),
    })),
  ];
}

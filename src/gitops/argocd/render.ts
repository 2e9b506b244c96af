import type { GeneratedFile } from "../../core/generated-file.ts";
import { renderHeader } from "../../core/header.ts";
import { UserError } from "../../core/user-error.ts";
import { renderYaml } from "../../core/yaml-text.ts";
import type { ResolvedFleet } from "../../fleet/index.ts";
import { renderAppProject } from "./app-project.ts";
import { renderApplicationSet } from "./application-set.ts";
import { nameOfPlace, type AddressedArgocd } from "./deployment.ts";
import { renderPluginApplication, renderPluginConfig, renderSidecarPatch } from "./plugin.ts";

/** Where the generated manifests for Argo CD are, relative to the fleet's root. */
export const argocdFolder = "argocd";

/**
 * Renders what Argo CD needs to read the fleet; nothing where the config does not ask for it. `source` is the config's
 * name. Throws a `UserError` where no repository is known that Argo CD could read.
 */
export function renderArgocd(fleet: ResolvedFleet, source: string): readonly GeneratedFile[] {
  const { argocd: declared } = fleet.gitops;
  if (declared === undefined) return [];
  const { repoURL } = declared;
  if (repoURL === undefined) {
    const message = `Argo CD needs the address of a repository, and none is known (${source}, gitops.argocd)`;
    throw new UserError({ message, hint: 'name the repository: repository: "acme/infra"' });
  }
  const argocd = { ...declared, repoURL };
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

function listApplicationSets(fleet: ResolvedFleet, argocd: AddressedArgocd): readonly Document[] {
  return argocd.destinations.map((destination) => ({
    path: `applicationset-${nameOfPlace(destination)}.yaml`,
    value: renderApplicationSet({ fleet, argocd, destination }),
  }));
}

/** The patch is in a folder of its own, since it is not to be applied as it is. */
function listPluginDocuments(fleet: ResolvedFleet, argocd: AddressedArgocd): readonly Document[] {
  return [
    { path: "plugin/configmap.yaml", value: renderPluginConfig(argocd, fleet.gitops) },
    { path: "plugin/repo-server-patch.yaml", value: renderSidecarPatch(argocd) },
    ...argocd.destinations.map((destination) => ({
      path: `application-${nameOfPlace(destination)}.yaml`,
      value: renderPluginApplication(fleet, argocd, destination),
    })),
  ];
}

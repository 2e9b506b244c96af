import { type GeneratedFile, renderHeader } from "../../core/generated-file.ts";
import { UserError } from "../../core/user-error.ts";
import { renderYaml } from "../../core/yaml.ts";
import type { ResolvedFleet } from "../../fleet/index.ts";
import { renderAppProject } from "./app-project.ts";
import { renderApplicationSet } from "./application-set.ts";
import { nameOfDeployment, type AddressedArgocd } from "./deployment.ts";
import { renderPluginApplication, renderPluginConfig, renderSidecarPatch } from "./plugin.ts";

/** The folder of the generated manifests for Argo CD, relative to the fleet's root. */
export const argocdFolder = "argocd";

/**
 * Renders the manifests that let Argo CD read the fleet, if the config has `gitops.argocd`. `source` is the config's
 * name. Throws a `UserError` if the address of the repository is unknown.
 */
export function renderArgocd(fleet: ResolvedFleet, source: string): readonly GeneratedFile[] {
  const { argocd: declared } = fleet.gitops;
  if (declared === undefined) return [];
  const { repoURL } = declared;
  if (repoURL === undefined) {
    const message = `the address of the repository for Argo CD is unknown (${source}, gitops.argocd)`;
    throw new UserError({ message, hint: 'add the repository\'s name on the forge, for example: repository: "acme/infra"' });
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
    path: `applicationset-${nameOfDeployment(destination)}.yaml`,
    value: renderApplicationSet({ fleet, argocd, destination }),
  }));
}

/** The path of a manifest. The patch has its own folder, because it must not be applied directly. */
function listPluginDocuments(fleet: ResolvedFleet, argocd: AddressedArgocd): readonly Document[] {
  return [
    { path: "plugin/configmap.yaml", value: renderPluginConfig(argocd, fleet.gitops) },
    { path: "plugin/repo-server-patch.yaml", value: renderSidecarPatch(argocd) },
    ...argocd.destinations.map((destination) => ({
      path: `application-${nameOfDeployment(destination)}.yaml`,
      value: renderPluginApplication(fleet, argocd, destination),
    })),
  ];
}

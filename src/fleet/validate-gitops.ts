import type { Issue } from "../core/user-error.ts";
import type { DeclaredFleet } from "./declared.ts";
import { renderLocation } from "../core/config-location.ts";
import { normalizePath } from "./repository-path.ts";
import { validateArgocd } from "./validate-argocd.ts";

/** Checks the place of rendered manifests, and the settings of Argo CD. */
export function validateGitops(fleet: DeclaredFleet): Issue[] {
  const { gitops } = fleet;
  if (gitops === undefined) return [];
  const { argocd } = gitops;
  return [
    ...validateDirectory(fleet),
    ...validateBranch(fleet),
    ...(argocd === undefined ? [] : validateArgocd(argocd === true ? {} : argocd, fleet)),
  ];
}

function validateDirectory({ source, gitops }: DeclaredFleet): Issue[] {
  const { directory } = gitops ?? {};
  if (directory === undefined || normalizePath(directory) !== undefined) return [];
  return [
    {
      message: `"${directory}" is not a path inside the repository (${renderLocation({ source, path: ["gitops", "directory"] })})`,
      hint: "write it relative to the root of the manifests' repository, with /",
    },
  ];
}

/** Rejects a place in which helmfiles and rendered manifests would share directories. */
function validateBranch({ source, repository, gitops }: DeclaredFleet): Issue[] {
  const { branch, directory = "." } = gitops ?? {};
  const isOwn = gitops?.repository === undefined || gitops.repository === repository;
  if (!isOwn || (branch !== "main" && branch !== "master") || normalizePath(directory) !== ".") return [];
  return [
    {
      message: `manifests cannot be in the root of "${branch}", because the fleet is in that branch (${renderLocation({ source, path: ["gitops", "branch"] })})`,
      hint: 'give the manifests their own directory, for example directory: "manifests", or their own branch',
    },
  ];
}

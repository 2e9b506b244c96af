/** GitHub workflows and Argo CD manifests. Other folders import from here only. */
export { renderApplicationRecords, type ApplicationRecords, type RecordedRelease } from "./argocd/application-records.ts";
export { annotateForArgoCd } from "./argocd/protect-from-pruning.ts";
export { argocdFolder, renderArgocd } from "./argocd/render.ts";
export { checkName, checkWorkflow } from "../ci/github/check-workflow.ts";
export { renderWorkflow } from "../ci/github/render-workflow.ts";
export { renderWorkflows, workflowPaths, type InitFlag } from "../ci/github/workflows.ts";
export { computePublishedChange, parseSourceCommit, renderPublishMessage, type ListedManifests } from "./publication.ts";
export { renderManifestFiles, placeFolder, type ManifestFiles } from "./manifest-files.ts";
export { safeName } from "./file-name.ts";
export { findUnusedAllowances, validateRemovals } from "./removals.ts";
export { listProjectNeeds, type ProjectNeeds } from "./argocd/project-needs.ts";

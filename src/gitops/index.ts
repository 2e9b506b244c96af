/** Files of rendered manifests, and the objects that apply them. Other folders import from here only. */
export { renderApplicationRecords, type ApplicationRecords, type RecordedRelease } from "./argocd/application-records.ts";
export { annotateForArgoCd } from "./argocd/protect-from-pruning.ts";
export { argocdFolder, renderArgocd } from "./argocd/render.ts";
export { computePublishedChange, parseSourceCommit, renderPublishMessage, type ListedManifests } from "./publication.ts";
export { renderManifestFiles, placeFolder, type ManifestFiles } from "./manifest-files.ts";
export { safeName } from "./file-name.ts";
export { findUnusedAllowances, validateRemovals } from "./removals.ts";
export { listProjectNeeds, type ProjectNeeds } from "./argocd/project-needs.ts";

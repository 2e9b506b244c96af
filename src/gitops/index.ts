/** Files of rendered manifests, and the objects that apply them. Other folders import from here only. */
export { deliveryPatterns, isDelivered, renderDelivery, renderRecords } from "./delivery.ts";
export { computePublishedChange, parseSourceCommit, renderPublishMessage, type ListedManifests } from "./publication.ts";
export { renderManifestFiles } from "./manifest-files.ts";
export { folderOf } from "./release-folders.ts";
export { stopExposed } from "./exposed-secrets.ts";
export { safeName } from "./file-name.ts";
export { findUnusedAllowances, releaseFolderOf, validateRemovals } from "./removals.ts";
export { listProjectNeeds, type ProjectNeeds } from "./argocd/project-needs.ts";

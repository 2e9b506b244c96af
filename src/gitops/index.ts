/** GitHub workflows. Other folders import from here only. */
export { checkName, renderPromotionWorkflows, type PromotionWorkflows } from "./promotion-workflows.ts";
export { renderManifestFiles, placeFolder, type ManifestFiles } from "./manifest-files.ts";
export { safeName } from "./file-name.ts";
export { findUnusedAllowances, validateRemovals } from "./removals.ts";
export { listProjectNeeds, type ProjectNeeds } from "./project-needs.ts";

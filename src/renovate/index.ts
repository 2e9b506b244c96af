/** Fleet → what Renovate reads. Other folders import from here only. */
export { requiredSecrets, requiredVariables, type RequiredName } from "./credentials.ts";
export { listIgnoredHelmfiles } from "./helmfiles.ts";
export type { HostRule, PackageRule, RenovateConfig } from "./options.ts";
export { listHostRulesToPass } from "./registries.ts";
export { presetReference, renderRenovateJson, type RenovateRendering } from "./render.ts";
export { validateOwnOptions, validateRenovateOptions } from "./validate.ts";

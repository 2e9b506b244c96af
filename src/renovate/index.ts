/** Renders a fleet as Renovate's config. Other folders import from here only. */
export { dropApprovalWithoutGates } from "./approval-without-gates.ts";
export { requiredSecrets } from "./credentials.ts";
export { gatesBranch, gatesPath, gatesReference, isSameGates, renderGatesPreset } from "./gates-preset.ts";
export { listIgnoredHelmfiles } from "./helmfiles.ts";
export { matchFiles } from "./match.ts";
export { listHostRulesToPass } from "./registries.ts";
export { presetReference, renderRenovateJson } from "./render.ts";
export { validateOwnOptions, validateRenovateOptions } from "./validate.ts";
export type { HostRule, PackageRule, RenovateConfig } from "./options.ts";
export {
  agelessOciRule,
  automergeRules,
  chartTitleRule,
  groupRule,
  loginRule,
  paceRule,
  secretReference,
  sequentialMergeRule,
  sequentialRule,
  splitRule,
} from "./rules.ts";

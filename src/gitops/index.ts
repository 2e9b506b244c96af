/** GitHub workflows. Other folders import from here only. */
export { checkName, renderPromotionWorkflows, type PromotionWorkflows } from "./promotion-workflows.ts";

/** GitHub workflows. Other folders import from here only. */
export { checkName } from "./promotion-workflows.ts";
export { renderWorkflows, workflowPaths } from "./workflows.ts";

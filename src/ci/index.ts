/** The workflows that run desalt. Other folders import from here only. */
export { checkName, checkWorkflow, listChecks } from "./github/check-workflow.ts";
export { readCi } from "./github/environment.ts";
export { readEvent } from "./github/event.ts";
export { findPullRequest } from "./github/pull-request.ts";
export { renderWorkflow } from "./github/render-workflow.ts";
export { renderWorkflows, workflowPaths, type InitFlag } from "./github/workflows.ts";

import { type GeneratedFile, renderHeader } from "../../core/generated-file.ts";
import { keepPins } from "./preserve-pins.ts";
import { checkWorkflow } from "./check-workflow.ts";
import { promoteWorkflow } from "./promote-workflow.ts";
import { renderWorkflow } from "./render-workflow.ts";
import type { Workflow, WorkflowContext } from "./workflow.ts";

/** All workflows that desalt can write. */
const workflows: readonly Workflow[] = [promoteWorkflow, checkWorkflow, renderWorkflow];

/** The paths of workflows that desalt can write. */
export const workflowPaths: readonly string[] = workflows.map(({ path }) => path);

/** The flag of `desalt init` that writes the workflows. */
export type InitFlag = "--promotion" | "--workflows";

/** The inputs of all workflows. */
export interface WorkflowRendering extends Omit<WorkflowContext, "isGenerated"> {
  /** The owner of the files: `generate`, which regenerates them, or people after `desalt init` wrote them. */
  readonly as: "generated" | InitFlag;
  /** Texts of existing workflows by path. Their pins stay. */
  readonly existing: ReadonlyMap<string, string>;
}

/** Renders the workflows that a fleet has work for. */
export function renderWorkflows({ as, existing, ...context }: WorkflowRendering): readonly GeneratedFile[] {
  const firstLine =
    as === "generated"
      ? `${renderHeader(context.config)}# The versions are Renovate's: they stay as they are in this file.\n`
      : `# Written by desalt init ${as}, and yours from now on.\n`;
  return workflows
    .filter(({ isNeeded }) => isNeeded(context.fleet))
    .map(({ path, render }) => ({
      path,
      text: keepPins(firstLine + render({ ...context, isGenerated: as === "generated" }), existing.get(path) ?? ""),
    }));
}

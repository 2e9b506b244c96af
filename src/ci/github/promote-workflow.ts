import { renderYamlScalar } from "../../core/yaml.ts";
import type { ResolvedFleet } from "../../fleet/index.ts";
import { checkout, renderDesaltStep, renderTemplateTools, setupNodeStep, type Workflow, type WorkflowContext } from "./workflow.ts";

/** The workflow that opens the gates, hourly and after each merge. */
export const promoteWorkflow: Workflow = {
  path: ".github/workflows/desalt-promote.yaml",
  isNeeded: hasFollowers,
  render: renderPromote,
};

/** Whether there is anything to promote. */
export function hasFollowers({ environments }: ResolvedFleet): boolean {
  return environments.some(({ follows }) => follows !== undefined);
}

function renderPromote({ version, fleet }: WorkflowContext): string {
  const { defaultBranch = "main", environments } = fleet;
  const branch = renderYamlScalar(defaultBranch);
  return `name: desalt-promote

on:
  schedule:
    - cron: "23 * * * *"
  push:
    branches: [${branch}]
  workflow_dispatch:

permissions: {}

concurrency:
  group: desalt-promote
  cancel-in-progress: false

jobs:
  desalt-promote:
    runs-on: ubuntu-latest
    timeout-minutes: 60
    permissions:
      # For the branch desalt-gates, and nothing else.
      contents: write
    steps:
      - uses: ${checkout}
        with:
          ref: ${branch}
          fetch-depth: 0
      ${setupNodeStep}
${renderTemplateTools(version, fleet)}${renderDesaltStep(version, "promote")}${renderSecrets(environments)}`;
}

/** The secrets for the scripts of `verify`. */
function renderSecrets(environments: ResolvedFleet["environments"]): string {
  const names = [...new Set(environments.flatMap(({ promotion }) => promotion?.verifySecrets ?? []))];
  const lines = names.map((name) => `          ${renderYamlScalar(name)}: \${{ secrets.${name} }}\n`);
  return lines.length === 0 ? "" : `        env:\n${lines.join("")}`;
}

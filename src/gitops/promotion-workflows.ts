import { renderYamlScalar } from "../core/yaml-text.ts";
import type { ResolvedFleet } from "../fleet/index.ts";
import { decisionsName } from "../promotion/index.ts";
import { checkout, setupNodeStep, type Workflow, type WorkflowContext } from "./workflow.ts";

/** The name of the check to require. */
export const checkName = "desalt-check";

/** Opens the gates, hourly and after what they are computed from has changed. */
export const promoteWorkflow: Workflow = {
  path: ".github/workflows/desalt-promote.yaml",
  isNeeded: hasFollowers,
  render: renderPromote,
};

/** Guards merges. */
export const checkWorkflow: Workflow = { path: `.github/workflows/${checkName}.yaml`, isNeeded: hasFollowers, render: renderCheck };

function hasFollowers({ environments }: ResolvedFleet): boolean {
  return environments.some(({ follows }) => follows !== undefined);
}

function renderPromote({ version, config, fleet: { defaultBranch = "main", environments } }: WorkflowContext): string {
  const branch = renderYamlScalar(defaultBranch);
  const paths = [config, decisionsName, ...environments.map(({ helmfile }) => helmfile)];
  return `name: desalt-promote

on:
  schedule:
    - cron: "23 * * * *"
  push:
    branches: [${branch}]
    paths:
${paths.map((path) => `      - ${renderYamlScalar(escapePattern(path))}\n`).join("")}  workflow_dispatch:

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
      - run: npx --yes desalt@${version} promote
${renderSecrets(environments)}`;
}

/** What the scripts of `verify` ask with. */
function renderSecrets(environments: ResolvedFleet["environments"]): string {
  const names = [...new Set(environments.flatMap(({ promotion }) => promotion?.verifySecrets ?? []))];
  const lines = names.map((name) => `          ${renderYamlScalar(name)}: \${{ secrets.${name} }}\n`);
  return lines.length === 0 ? "" : `        env:\n${lines.join("")}`;
}

/** Without a filter of paths: a required check that does not run would block every other team of a monorepo. */
function renderCheck({ version }: WorkflowContext): string {
  return `name: ${checkName}

on:
  pull_request:
  merge_group:

permissions: {}

concurrency:
  group: ${checkName}-\${{ github.ref }}
  cancel-in-progress: true

jobs:
  ${checkName}:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
    steps:
      - uses: ${checkout}
        with:
          fetch-depth: 0
          persist-credentials: false
      ${setupNodeStep}
      # A pull request is checked out as its merge, whose first parent is the base.
      - run: npx --yes desalt@${version} gate --base "\${BASE:-HEAD^1}"
        env:
          BASE: \${{ github.event.merge_group.base_sha }}
`;
}

/** GitHub reads a path as a pattern. */
function escapePattern(path: string): string {
  return path.replace(/[\\*?+[!]/gu, "\\$&");
}

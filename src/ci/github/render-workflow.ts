import { renderYamlScalar } from "../../core/yaml-text.ts";
import type { ResolvedFleet } from "../../fleet/index.ts";
import { renderChartLogins } from "./chart-logins.ts";
import { appToken, checkout, downloadArtifact, renderMatrix, renderToolsStep, setupNodeStep, uploadArtifact } from "./workflow.ts";
import type { Workflow, WorkflowContext } from "./workflow.ts";

/** The workflow that renders merged changes, and commits the manifests for Argo CD. */
export const renderWorkflow: Workflow = {
  path: ".github/workflows/desalt-render.yaml",
  isNeeded: ({ gitops }) => gitops.isDeclared && gitops.argocd?.pattern !== "plugin",
  render: renderRender,
};

function renderRender({ fleet, version }: WorkflowContext): string {
  const { defaultBranch = "main", gitops } = fleet;
  return `name: desalt-render

on:
  push:
    branches: [${renderYamlScalar(defaultBranch)}]
  workflow_dispatch:

permissions: {}

concurrency:
  group: desalt-render
  cancel-in-progress: false

jobs:
  desalt-render:
${renderMatrix(fleet)}    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions:
      contents: read
    steps:
      - uses: ${checkout}
        with:
          persist-credentials: false
      ${setupNodeStep}
      ${renderToolsStep(version)}
${renderTokenStep(fleet, "read")}      - run: npx --yes desalt@${version} render "$ENVIRONMENT" --out desalt-manifests --pull
        env:
          ENVIRONMENT: \${{ matrix.environment }}
          MANIFESTS_TOKEN: ${tokenOf(fleet)}
${renderChartLogins(fleet)}      - uses: ${uploadArtifact}
        with:
          name: desalt-manifests-\${{ matrix.environment }}
          path: desalt-manifests
          include-hidden-files: true
          if-no-files-found: error

  # The only job that can write.
  desalt-publish:
    needs: desalt-render
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: ${gitops.isOwnRepository && !gitops.githubApp ? "write" : "read"}
    steps:
      - uses: ${checkout}
        with:
          fetch-depth: 0
          persist-credentials: false
      ${setupNodeStep}
      - uses: ${downloadArtifact}
        with:
          pattern: desalt-manifests-*
          merge-multiple: true
          path: desalt-manifests
${renderTokenStep(fleet, "write")}      - run: npx --yes desalt@${version} publish desalt-manifests
        env:
          MANIFESTS_TOKEN: ${tokenOf(fleet)}
`;
}

function tokenOf({ gitops }: ResolvedFleet): string {
  if (gitops.githubApp) return "${{ steps.app.outputs.token }}";
  return gitops.isOwnRepository ? "${{ github.token }}" : "${{ secrets.MANIFESTS_TOKEN }}";
}

function renderTokenStep({ gitops }: ResolvedFleet, contents: "read" | "write"): string {
  if (!gitops.githubApp) return "";
  const [owner, name] = gitops.repository?.split("/") ?? [];
  const elsewhere = gitops.isOwnRepository || owner === undefined ? "" : `          owner: ${owner}\n          repositories: ${name}\n`;
  return `      - uses: ${appToken}
        id: app
        with:
          app-id: \${{ vars.DESALT_APP_ID }}
          private-key: \${{ secrets.DESALT_APP_PRIVATE_KEY }}
${elsewhere}          permission-contents: ${contents}
`;
}

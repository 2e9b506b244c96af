import { renderYamlScalar } from "../../core/yaml.ts";
import type { ResolvedFleet } from "../../fleet/index.ts";
import { renderChartLogins } from "./chart-logins.ts";
import {
  appToken,
  checkout,
  downloadArtifact,
  renderDesaltStep,
  renderEnvironment,
  renderMatrix,
  renderToolsStep,
  setupNodeStep,
  temporaryFolder,
  uploadArtifact,
  type Workflow,
  type WorkflowContext,
} from "./workflow.ts";

/** The workflow that renders merged changes, and commits the manifests for Argo CD. */
export const renderWorkflow: Workflow = {
  path: ".github/workflows/desalt-render.yaml",
  isNeeded: ({ gitops }) => gitops.isDeclared && gitops.argocd?.pattern !== "plugin",
  render: renderRender,
};

function renderRender(context: WorkflowContext): string {
  const { fleet, version } = context;
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
${pullsApart(fleet) ? renderPullJob(context) : ""}${renderRenderJob(context)}
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
          path: ${temporaryFolder("desalt-manifests")}
${renderTokenStep(fleet, "write")}${renderDesaltStep(version, "publish", '"$RUNNER_TEMP/desalt-manifests"')}        env:
          MANIFESTS_TOKEN: ${tokenOf(fleet)}
`;
}

/** Whether the only token for the manifests' repository can also write. Then no job has it that runs helmfile, whose templates and hooks can read it. */
function pullsApart({ gitops }: ResolvedFleet): boolean {
  return !gitops.githubApp && !gitops.isOwnRepository;
}

/** The job that downloads the published manifests, for the one that renders. */
function renderPullJob({ fleet, version }: WorkflowContext): string {
  return `  # Has the token of the manifests' repository. The job that runs helmfile does not have it.
  desalt-pull:
${renderCondition(fleet)}${renderMatrix(fleet)}    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
    steps:
      - uses: ${checkout}
        with:
          persist-credentials: false
      ${setupNodeStep}
${renderDesaltStep(version, "render", '"$ENVIRONMENT" --out "$RUNNER_TEMP/desalt-manifests" --pull-only')}        env:
          ENVIRONMENT: \${{ matrix.environment }}
          MANIFESTS_TOKEN: ${tokenOf(fleet)}
      - uses: ${uploadArtifact}
        with:
          name: desalt-published-\${{ matrix.environment }}
          path: ${temporaryFolder("desalt-manifests")}
          include-hidden-files: true
          if-no-files-found: ignore

`;
}

function renderRenderJob({ fleet, version }: WorkflowContext): string {
  const isApart = pullsApart(fleet);
  const published = `      - uses: ${downloadArtifact}
        with:
          pattern: desalt-published-\${{ matrix.environment }}
          merge-multiple: true
          path: ${temporaryFolder("desalt-manifests")}
`;
  const args = `"$ENVIRONMENT" --out "$RUNNER_TEMP/desalt-manifests"${isApart ? "" : " --pull"}`;
  return `  desalt-render:
${isApart ? "    needs: desalt-pull\n" : renderCondition(fleet)}${renderMatrix(fleet)}${renderEnvironment(fleet)}    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions:
      contents: read
    steps:
      - uses: ${checkout}
        with:
          persist-credentials: false
      ${setupNodeStep}
${renderToolsStep(version)}${isApart ? published : renderTokenStep(fleet, "read")}${renderDesaltStep(version, "render", args)}        env:
          ENVIRONMENT: \${{ matrix.environment }}
${isApart ? "" : `          MANIFESTS_TOKEN: ${tokenOf(fleet)}\n`}${renderChartLogins(fleet)}      - uses: ${uploadArtifact}
        with:
          name: desalt-manifests-\${{ matrix.environment }}
          path: ${temporaryFolder("desalt-manifests")}
          include-hidden-files: true
          if-no-files-found: error
`;
}

/** A run that somebody starts by hand can be for a branch that is not merged. */
function renderCondition({ defaultBranch = "main" }: ResolvedFleet): string {
  return `    # A run that somebody starts by hand can be for a branch that is not merged.
    if: ${renderYamlScalar(isDefaultBranch(defaultBranch))}
`;
}

/** The condition of a job that only runs for merged commits. An expression doubles its quotes. */
function isDefaultBranch(branch: string): string {
  return `\${{ github.ref == 'refs/heads/${branch.replaceAll("'", "''")}' }}`;
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

import { renderChartLogins } from "./chart-logins.ts";
import { hasFollowers } from "./promote-workflow.ts";
import { checkout, downloadArtifact, renderMatrix, renderToolsStep, setupNodeStep, uploadArtifact } from "./workflow.ts";
import type { Workflow, WorkflowContext } from "./workflow.ts";

/** The name of the check to require. */
export const checkName = "desalt-check";

/** The workflow that checks merges, and shows how a pull request changes the clusters. */
export const checkWorkflow: Workflow = {
  path: `.github/workflows/${checkName}.yaml`,
  isNeeded: (fleet) => hasFollowers(fleet) || fleet.gitops.isDeclared,
  render: renderCheck,
};

/** The triggers, without a filter of paths, because a required check that does not run would block other teams in a monorepo. */
function renderCheck(context: WorkflowContext): string {
  const { isDeclared } = context.fleet.gitops;
  return `name: ${checkName}

on:
  pull_request:
  merge_group:

permissions: {}

concurrency:
  group: ${checkName}-\${{ github.ref }}
  cancel-in-progress: true

jobs:
${isDeclared ? `${renderDiffJob(context)}\n${renderCommentJob(context)}\n` : ""}${renderCheckJob(context, isDeclared)}`;
}

/** The job that renders the changes of the pull request. It can only read, and only has the credentials of the charts. */
function renderDiffJob({ fleet, version }: WorkflowContext): string {
  return `  desalt-diff:
${renderMatrix(fleet)}    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions:
      contents: read
    steps:
      ${fullCheckout}
      ${setupNodeStep}
      ${renderToolsStep(version)}
      # A pull request is checked out as its merge, whose first parent is the base.
      - run: npx --yes desalt@${version} diff "\${BASE:-HEAD^1}" --head HEAD --env "$ENVIRONMENT" --output "desalt-diff/$ENVIRONMENT.json"
        env:
          BASE: \${{ github.event.merge_group.base_sha }}
          ENVIRONMENT: \${{ matrix.environment }}
${renderChartLogins(fleet)}      - uses: ${uploadArtifact}
        if: \${{ !cancelled() }}
        with:
          name: desalt-diff-\${{ matrix.environment }}
          path: desalt-diff
          if-no-files-found: ignore
`;
}

/** The only job that can write. It gets only texts from the pull request. A fork's token cannot write. */
function renderCommentJob({ version }: WorkflowContext): string {
  return `  desalt-comment:
    needs: desalt-diff
    if: \${{ !cancelled() && github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository }}
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      pull-requests: write
    steps:
      ${setupNodeStep}
      - uses: ${downloadArtifact}
        with:
          pattern: desalt-diff-*
          merge-multiple: true
          path: desalt-diff
      - run: npx --yes desalt@${version} diff --from desalt-diff --comment
        env:
          GITHUB_TOKEN: \${{ github.token }}
`;
}

/** The job of the check. It always reports, so that the check can be required. */
function renderCheckJob({ fleet, version, isGenerated }: WorkflowContext, hasDiff: boolean): string {
  const after = hasDiff ? "    needs: desalt-diff\n    if: ${{ !cancelled() }}\n" : "";
  return `  ${checkName}:
${after}    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
    steps:
      ${fullCheckout}
      ${setupNodeStep}
${isGenerated ? `      - run: npx --yes desalt@${version} generate --check\n` : ""}${hasFollowers(fleet) ? renderGateStep(version) : ""}${hasDiff ? diffStep : ""}`;
}

const fullCheckout = `- uses: ${checkout}
        with:
          fetch-depth: 0
          persist-credentials: false`;

function renderGateStep(version: string): string {
  return `      # A pull request is checked out as its merge, whose first parent is the base.
      - run: npx --yes desalt@${version} gate --base "\${BASE:-HEAD^1}"
        env:
          BASE: \${{ github.event.merge_group.base_sha }}
`;
}

const diffStep = `      - if: \${{ needs.desalt-diff.result != 'success' }}
        run: echo "the manifests could not be rendered, see the job desalt-diff" && exit 1
`;

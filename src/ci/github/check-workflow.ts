import { renderYamlScalar } from "../../core/yaml.ts";
import { renderChartLogins } from "./chart-logins.ts";
import { hasFollowers } from "./promote-workflow.ts";
import {
  checkout,
  downloadArtifact,
  renderDesaltStep,
  renderEnvironment,
  renderMatrix,
  renderTemplateTools,
  renderToolsStep,
  setupNodeStep,
  temporaryFolder,
  uploadArtifact,
  type Workflow,
  type WorkflowContext,
} from "./workflow.ts";

/** The name of the check to require. */
export const checkName = "desalt-check";

/** The name of the check that fails where manifests could not be rendered. */
const renderedCheckName = "desalt-rendered";

/** The workflow that checks merges, and shows how a pull request changes the clusters. */
export const checkWorkflow: Workflow = {
  path: `.github/workflows/${checkName}.yaml`,
  isNeeded: (fleet) => hasFollowers(fleet) || fleet.gitops.isDeclared,
  render: renderCheck,
};

/** The checks to require, by a text of the workflow. People can have changed it, or have an older one. */
export function listChecks(text: string): readonly string[] {
  return [checkName, renderedCheckName].filter((name) => new RegExp(`^ +${name}:`, "mu").test(text));
}

/**
 * The triggers. They have no filter of paths, because a required check that does not run would block other teams in a
 * monorepo. `edited` is the event of a pull request that gets another target, whose check would stay green otherwise.
 */
function renderCheck(context: WorkflowContext): string {
  const { fleet, isGenerated } = context;
  const jobs = [
    ...(fleet.gitops.isDeclared ? [renderDiffJob(context), renderCommentJob(context), renderedJob] : []),
    ...(isGenerated || hasFollowers(fleet) ? [renderCheckJob(context)] : []),
  ];
  return `name: ${checkName}

on:
  pull_request:
    types: [opened, synchronize, reopened, edited, ready_for_review]
  merge_group:

permissions: {}

concurrency:
  group: ${checkName}-\${{ github.ref }}
  cancel-in-progress: true

jobs:
${jobs.join("\n")}`;
}

/** The job that renders the changes of the pull request. It can only read, and only has the credentials of the charts. */
function renderDiffJob({ fleet, version }: WorkflowContext): string {
  const args = `"\${BASE:-refs/remotes/origin/$GITHUB_BASE_REF}" --head HEAD --env "$ENVIRONMENT" --output "$RUNNER_TEMP/desalt-diff/$ENVIRONMENT.json"`;
  return `  desalt-diff:
${renderMatrix(fleet)}${renderEnvironment(fleet)}    runs-on: ubuntu-latest
    timeout-minutes: 30
    permissions:
      contents: read
    steps:
      ${fullCheckout}
      ${setupNodeStep}
${renderToolsStep(version)}${renderDesaltStep(version, "diff", args)}        env:
          BASE: \${{ github.event.merge_group.base_sha }}
          ENVIRONMENT: \${{ matrix.environment }}
${renderChartLogins(fleet)}      - uses: ${uploadArtifact}
        if: \${{ !cancelled() }}
        with:
          name: desalt-diff-\${{ matrix.environment }}
          path: ${temporaryFolder("desalt-diff")}
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
          path: ${temporaryFolder("desalt-diff")}
${renderDesaltStep(version, "diff", `--from "$RUNNER_TEMP/desalt-diff" --comment`)}        env:
          GITHUB_TOKEN: \${{ github.token }}
`;
}

/** One check for all environments. It always runs, because a skipped job counts as success. */
const renderedJob = `  ${renderedCheckName}:
    needs: desalt-diff
    if: \${{ always() }}
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions: {}
    steps:
      - run: |
          [ "$RESULT" = success ] || { echo "the manifests could not be rendered, see the job desalt-diff"; exit 1; }
        env:
          RESULT: \${{ needs.desalt-diff.result }}
`;

/**
 * The job of the check. It has no `if` and needs no other job, because a skipped job counts as success. It has no secret.
 */
function renderCheckJob({ fleet, version, isGenerated }: WorkflowContext): string {
  return `  # A skipped job would count as success, so this one has no condition and needs no other job.
  ${checkName}:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
    steps:
      ${fullCheckout}
      ${setupNodeStep}
${hasFollowers(fleet) ? renderTemplateTools(version, fleet) + renderGateStep(version, fleet.defaultBranch) : ""}${isGenerated ? renderGenerateStep(version, hasFollowers(fleet)) : ""}`;
}

const fullCheckout = `- uses: ${checkout}
        with:
          fetch-depth: 0
          persist-credentials: false`;

/**
 * The gate of the default branch, as it is when the step runs. A pull request can have another target first, and its run can
 * be repeated later, so neither its target nor the commit that the run is for decides. Gitea checks out a pull request's own
 * commit, whose first parent is not the base.
 */
function renderGateStep(version: string, defaultBranch = "main"): string {
  return `${renderDesaltStep(version, "gate", '--base "${BASE:-$BRANCH}"')}        env:
          BASE: \${{ github.event.merge_group.base_sha }}
          BRANCH: ${renderYamlScalar(`refs/remotes/origin/${defaultBranch}`)}
`;
}

function renderGenerateStep(version: string, isAfterGate: boolean): string {
  const why = "      # After the gate, because it may run a config of the pull request, which could change what the gate reads.\n";
  return `${isAfterGate ? why : ""}${renderDesaltStep(version, "generate", "--check")}`;
}

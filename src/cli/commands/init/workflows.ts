import type { GeneratedFile } from "../../../core/generated-file.ts";
import { renderJson } from "../../../core/json-text.ts";
import { UserError } from "../../../core/user-error.ts";
import type { ResolvedFleet } from "../../../fleet/index.ts";
import { checkName, checkWorkflow, renderWorkflow } from "../../../ci/index.ts";
import { findGitRoot } from "../../../io/git/repository.ts";
import { readIfFile } from "../../../io/files/read-file.ts";
import { findRenderTargets } from "../../../project/render-targets.ts";
import { openGitopsFleet } from "../../../project/open-gitops-fleet.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { listPinSteps, withDefaultBranch, writeMissing } from "./write-missing.ts";
import { renderOwnWorkflows } from "../../../project/workflows.ts";

/** `desalt init --workflows`: the workflows of diff and render for any helmfile repository, with a config or without. */
export async function runInitWorkflows({ directory, json }: { readonly directory: string; readonly json: boolean }): Promise<ExitCode> {
  await findGitRoot(directory);
  const { fleet, source } = await openGitopsFleet(directory);
  refuseGenerated(fleet, source);
  refuseOddNames(fleet);
  const declared = { ...(await withDefaultBranch(directory, fleet)), gitops: { ...fleet.gitops, isDeclared: true } };
  const workflows = renderOwnWorkflows("--workflows", declared, source ?? "helmfile.yaml").filter(({ path }) => wanted.includes(path));
  const missing = writeMissing(directory, workflows);
  if (json) {
    process.stdout.write(renderJson({ files: missing.map(({ path }) => path), check: checkName }));
    return 0;
  }
  process.stdout.write(workflows.map((file) => `${missing.includes(file) ? "wrote    " : "kept     "}${file.path}\n`).join(""));
  const steps = [...(await listSteps(directory, fleet, { workflows, missing })), ...listPinSteps(directory, fleet, source)];
  process.stderr.write(`next:\n${steps.map((step) => `  - ${step}`).join("\n")}\n`);
  return 0;
}

const wanted = [checkWorkflow.path, renderWorkflow.path];

/** A second way to write what `generate` keeps would be one too many. */
function refuseGenerated({ workflows, gitops }: ResolvedFleet, source: string | undefined): void {
  if (!workflows) return;
  throw new UserError({
    message: `generate keeps the workflows of this repository (${source ?? ""}, workflows: true)`,
    hint: gitops.isDeclared ? "run: npx desalt generate" : "add to the config: gitops: {}, then run: npx desalt generate",
  });
}

/** Jobs and artifacts are named like environments. */
function refuseOddNames({ environments }: ResolvedFleet): void {
  const odd = environments.filter(({ name }) => !/^[\w.-]+$/u.test(name));
  if (odd.length === 0) return;
  throw new UserError(
    odd.map(({ name }) => ({
      message: `the environment "${name}" cannot be a part of a workflow: its name has other characters than letters, digits, ".", "_" and "-"`,
      hint: "give it another name in a config, which names the helmfile of each environment: npx desalt init",
    })),
  );
}

interface Written {
  readonly workflows: readonly GeneratedFile[];
  readonly missing: readonly GeneratedFile[];
}

async function listSteps(directory: string, fleet: ResolvedFleet, { workflows, missing }: Written): Promise<string[]> {
  const { gitops } = fleet;
  const steps: string[] = [];
  const check = workflows.find(({ path }) => path === checkWorkflow.path);
  const hasNoDiff = check !== undefined && !missing.includes(check) && !readIfFile(directory, check.path)?.includes("desalt-diff");
  if (hasNoDiff) steps.push(`${check.path} was there, without a diff: move it away, run this again, and bring over what you changed`);
  const variables = await listVariables(directory);
  if (variables.length > 0) {
    steps.push(`the helmfiles read ${variables.join(", ")}: give them to the steps of desalt diff and desalt render, in their env`);
  }
  if (!gitops.isOwnRepository && !gitops.githubApp) steps.push(`make the secret MANIFESTS_TOKEN, which may write to ${gitops.repository}`);
  const place = gitops.isOwnRepository ? `the branch ${gitops.branch} of this repository` : `${gitops.repository}, branch ${gitops.branch}`;
  steps.push(`see what a first render says: npx desalt render --out ../manifests`);
  steps.push(`merge the workflows: the first run of desalt-render fills ${place}`);
  steps.push(`require the check "${checkName}" in the rules of the default branch`);
  return steps;
}

/** Environment variables that helmfiles people keep read by name; of a config's repositories the workflows know themselves. */
async function listVariables(directory: string): Promise<string[]> {
  const paths = new Set((await findRenderTargets(directory)).map(({ helmfile }) => helmfile));
  const texts = [...paths].map((path) => readIfFile(directory, path) ?? "");
  const names = texts.flatMap((text) => [...text.matchAll(/\b(?:requiredEnv|env)\s+["`](\w+)["`]/gu)].map(([, name = ""]) => name));
  return [...new Set(names)].toSorted();
}

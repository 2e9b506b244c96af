import { renderJson } from "../../../core/json-text.ts";
import { UserError } from "../../../core/user-error.ts";
import type { ResolvedFleet } from "../../../fleet/index.ts";
import { checkName, checkWorkflow } from "../../../ci/index.ts";
import { listUncommitted } from "../../../io/git/state.ts";
import { findGitRoot } from "../../../io/git/repository.ts";
import { readIfFile } from "../../../io/files/read-file.ts";
import { findHandWrittenRenovateConfig, listRenovateConfigs } from "../../../project/renovate-config.ts";
import { decisionsName } from "../../../promotion/index.ts";
import { gatesBranch, gatesReference } from "../../../renovate/index.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { warn } from "../../terminal/report-issues.ts";
import { describeRequiredChecks, listPinSteps, withDefaultBranch, writeMissing } from "./write-missing.ts";
import { beginGates } from "../../../project/gates-branch.ts";
import { gatesReporter } from "../../terminal/gates-reporter.ts";
import { openProject } from "../../../project/open-project.ts";
import { describeOtherSources, describeUnpaired, loadPromotion } from "../../../project/promotion-input.ts";
import { renderOwnWorkflows } from "../../../project/workflows.ts";

/** `desalt init --promotion`: writes the workflows, creates the branch that Renovate reads, and prints the next steps. */
export async function runInitPromotion({ directory, json }: { readonly directory: string; readonly json: boolean }): Promise<ExitCode> {
  await findGitRoot(directory);
  const input = await loadPromotion(await openProject(directory), { directory, commit: "HEAD", now: Date.now() });
  warn([...describeOtherSources(input), ...describeUnpaired(input.gateInput)]);
  const { fleet, source } = input.loaded;
  const entry = gatesReference(fleet);
  if (entry === undefined) {
    throw new UserError({
      message: `\`repository\` is not set (${source})`,
      hint: 'add the repository\'s name on the forge, for example: repository: "acme/infra"',
    });
  }
  // If the config declares workflows, `generate` writes them, and two writers would overwrite each other.
  const workflows = fleet.workflows ? [] : renderOwnWorkflows("--promotion", await withDefaultBranch(directory, fleet), source);
  const missing = writeMissing(directory, workflows);
  const { isNew, remote } = await beginGates(input, { directory, reporter: gatesReporter });
  const steps = [
    ...(await listCommitSteps(directory, [source, decisionsName, ...listRenovateConfigs(directory), ...workflows.map(({ path }) => path)])),
    ...(fleet.workflows ? ["write the workflows: npx desalt generate"] : []),
    ...listCheckSteps(directory, fleet),
    ...listRenovateSteps(directory, entry),
    ...(fleet.workflows ? [] : listPinSteps(directory, fleet, source)),
    `merge these changes, then ${describeRequiredChecks(directory)}`,
  ];
  if (json)
    process.stdout.write(renderJson({ files: missing.map(({ path }) => path), branch: gatesBranch, extends: entry, check: checkName }));
  else {
    const lines = workflows.map((file) => `${missing.includes(file) ? "wrote    " : "kept     "}${file.path}`);
    process.stdout.write(
      `${[...lines, `${isNew ? "created  " : "kept     "}branch ${gatesBranch}${remote === undefined ? "" : `, pushed to ${remote}`}`].join("\n")}\n`,
    );
    process.stderr.write(`next:\n${steps.map((step) => `  - ${step}`).join("\n")}\n`);
  }
  return 0;
}

async function listCommitSteps(directory: string, paths: readonly string[]): Promise<readonly string[]> {
  const uncommitted = await listUncommitted(directory, paths);
  if (uncommitted.length === 0) return [];
  return [`commit the changes: git add ${uncommitted.join(" ")} && git commit -m "Promote what has soaked"`];
}

/** A check workflow from before the fleet had anything to promote does not check versions. */
function listCheckSteps(directory: string, { workflows }: ResolvedFleet): readonly string[] {
  const text = workflows ? undefined : readIfFile(directory, checkWorkflow.path);
  if (text === undefined || /\bdesalt\b.* gate\b/u.test(text)) return [];
  return [`${checkWorkflow.path} already exists and checks no versions; move it away, run this command again, and copy your changes back`];
}

function listRenovateSteps(directory: string, entry: string): readonly string[] {
  const handWritten = findHandWrittenRenovateConfig(directory);
  const text = handWritten?.text ?? readIfFile(directory, "renovate.json");
  if (text?.includes(entry) === true) return [];
  if (handWritten !== undefined) return [`add to "extends" in ${handWritten.path}: "${entry}", then run \`npx desalt generate\` again`];
  return [`let Renovate read the gates: run npx desalt generate, or add to "extends" in your own renovate.json: "${entry}"`];
}

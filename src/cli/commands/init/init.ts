import { existsSync } from "node:fs";
import { join } from "node:path";
import { renderJson } from "../../../core/json-text.ts";
import { UserError } from "../../../core/user-error.ts";
import { findGitRoot, findRepositoryName, listGitFiles } from "../../../io/git/repository.ts";
import { detectEnvironments, type Detection } from "../../../project/detect/detect-environments.ts";
import { findConfig } from "../../../project/load-config.ts";
import { lookAround } from "../../../project/read-side.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { askEnvironments, canAsk } from "./ask-environments.ts";
import { renderDetection, renderNothing } from "./detection-text.ts";
import { renderFirstConfig, type FirstEnvironment } from "./first-config.ts";
import { orderEnvironments, proposeEnvironments, type Proposal } from "./proposal.ts";
import { writeProvenConfig } from "./prove-config.ts";

export interface InitOptions {
  readonly directory: string;
  readonly json: boolean;
  /** Ask no questions. Without a terminal, `init` asks none either. */
  readonly yes: boolean;
}

/** `desalt init`: writes a first config from what the repository already has. Does not replace an existing one. */
export async function runInit({ directory, json, yes }: InitOptions): Promise<ExitCode> {
  await findGitRoot(directory);
  const present = findConfig(directory);
  if (present !== undefined) {
    throw new UserError({
      message: `${present} already exists, and init only writes the first config`,
      hint: `edit ${present}, then run: npx desalt generate`,
    });
  }
  const files = lookAround(directory);
  const paths = await listGitFiles(directory, ["."]);
  const detection = await detectEnvironments({ paths, readText: async (path) => files.readText(path) });
  if (!json) process.stdout.write(renderDetection(detection));
  const { environments, notes } = await chooseEnvironments(detection, { json, mayAsk: canAsk(yes), searched: paths.length });
  const known = await findRepositoryName(directory);
  const repository = known ?? "acme/infra";
  const config = renderFirstConfig({ repository, environments });
  await writeProvenConfig(directory, config);
  if (json) {
    process.stdout.write(renderJson({ file: config.path, ...detection }));
    return 0;
  }
  process.stdout.write(`wrote ${config.path}\n`);
  if (known === undefined) process.stderr.write(`the repository's name on the forge is unknown; replace ${repository} in the config\n`);
  for (const note of notes) process.stderr.write(`${note}\n`);
  process.stderr.write(renderNext(environments, existsSync(join(directory, "node_modules", "desalt"))));
  return 0;
}

interface Surroundings {
  readonly json: boolean;
  readonly mayAsk: boolean;
  /** How many files were looked at. */
  readonly searched: number;
}

/** The environments of the config: those that were found, or in an order that people give. Throws where only people can tell. */
async function chooseEnvironments(detection: Detection, { json, mayAsk, searched }: Surroundings): Promise<Omit<Proposal, "issues">> {
  const proposed = proposeEnvironments(detection);
  if (detection.environments.length === 0 && proposed.issues.length === 0) {
    process.stderr.write(renderNothing(detection, searched));
    return { environments: chain(mayAsk ? await askEnvironments(["dev", "prd"]) : ["dev", "prd"]), notes: [] };
  }
  const isOpen = mayAsk && detection.environments.length > 0 && detection.questions.length > 0;
  if (isOpen) process.stderr.write(detection.questions.map((question) => `${question}\n`).join(""));
  const { issues, ...chosen } = isOpen
    ? orderEnvironments(detection, await askEnvironments(detection.environments.map(({ name }) => name)))
    : proposed;
  if (issues.length === 0) return chosen;
  if (json) process.stdout.write(renderJson({ file: null, ...detection }));
  throw new UserError(issues);
}

function chain(names: readonly string[]): readonly FirstEnvironment[] {
  return names.map((name, index) => {
    const upstream = names[index - 1];
    return upstream === undefined ? { name } : { name, follows: upstream };
  });
}

function renderNext(environments: readonly FirstEnvironment[], isInstalled: boolean): string {
  const hasHelmfiles = environments.some(({ helmfile }) => helmfile !== undefined);
  const lines = hasHelmfiles ? ["desalt reads these helmfiles, and never changes them"] : [];
  lines.push("next: review the config, then run: npx desalt generate");
  if (hasHelmfiles && environments.some(({ follows }) => follows !== undefined)) {
    lines.push("to let each environment get only versions that have soaked upstream, run: npx desalt init --promotion");
  }
  if (!isInstalled && !hasHelmfiles) lines.push("for completion in your editor, run: npm install --save-dev desalt");
  return `${lines.join("\n")}\n`;
}

import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline/promises";
import { renderJson } from "../../../core/json-text.ts";
import { UserError } from "../../../core/user-error.ts";
import { findGitRoot, findRepositoryName, listGitFiles } from "../../../io/git/repository.ts";
import { findConfig } from "../../../project/load-config.ts";
import { replaceFile } from "../../../io/files/replace-file.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { renderFirstConfig, type FirstEnvironment } from "./first-config.ts";

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
  const known = await findRepositoryName(directory);
  const repository = known ?? "acme/infra";
  const found = await findHelmfiles(directory);
  const environments = found.length > 0 ? found : await askEnvironments(!yes && process.stdin.isTTY && process.stderr.isTTY);
  const { path, text } = renderFirstConfig({ repository, environments });
  replaceFile(join(directory, path), text);
  if (json) {
    process.stdout.write(renderJson({ file: path, environments: environments.map(({ name }) => name) }));
    return 0;
  }
  process.stdout.write(`wrote ${path}\n`);
  if (known === undefined) process.stderr.write(`the repository's name on the forge is unknown; replace ${repository} in the config\n`);
  process.stderr.write(renderNext(found, existsSync(join(directory, "node_modules", "desalt"))));
  return 0;
}

/** The hand-written helmfiles, one environment per directory. Names decide the order, upstream first. */
async function findHelmfiles(directory: string): Promise<FirstEnvironment[]> {
  const paths = await listGitFiles(directory, ["helmfile.yaml", "helmfile.yaml.gotmpl", "**/helmfile.yaml", "**/helmfile.yaml.gotmpl"]);
  const byName = new Map<string, FirstEnvironment>();
  for (const path of paths) {
    const name =
      dirname(path) === "."
        ? "default"
        : basename(dirname(path))
            .toLowerCase()
            .replaceAll(/[^a-z0-9-]+/gu, "-");
    if (!byName.has(name)) byName.set(name, { name, helmfile: path });
  }
  return withFollowers([...byName.values()].toSorted((a, b) => rank(a.name) - rank(b.name)));
}

const ranks = [
  /^(local|sandbox|dev|development)$/u,
  /^(test|testing|qa|int|integration)$/u,
  /^(stg|stage|staging|pre|preprod|uat)$/u,
  /^(prd|prod|production|live)$/u,
];

function rank(name: string): number {
  const index = ranks.findIndex((pattern) => pattern.test(name));
  return index === -1 ? ranks.length : index;
}

/** Each environment with a well-known name follows the one before. Others follow nothing until people change the config. */
function withFollowers(environments: readonly FirstEnvironment[]): FirstEnvironment[] {
  return environments.map((environment, index) => {
    const upstream = environments.slice(0, index).findLast(({ name }) => rank(name) < rank(environment.name));
    return upstream === undefined || rank(environment.name) === ranks.length ? environment : { ...environment, follows: upstream.name };
  });
}

async function askEnvironments(ask: boolean): Promise<FirstEnvironment[]> {
  const names = ask ? await askNames() : ["dev", "prd"];
  return names.map((name, index) => {
    const upstream = names[index - 1];
    return upstream === undefined ? { name } : { name, follows: upstream };
  });
}

async function askNames(): Promise<string[]> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question("Environments, in the order in which they get upgrades [dev, prd]: ");
  terminal.close();
  const names = answer.split(/[\s,]+/u).filter((name) => name !== "");
  const wrong = names.find((name) => !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/u.test(name));
  if (wrong !== undefined) {
    throw new UserError({
      message: `"${wrong}" is not a valid name for an environment`,
      hint: "use lower-case letters, digits and hyphens",
    });
  }
  return names.length === 0 ? ["dev", "prd"] : names;
}

function renderNext(found: readonly FirstEnvironment[], isInstalled: boolean): string {
  const lines =
    found.length > 0 ? [`found ${found.map(({ helmfile }) => helmfile).join(", ")}; desalt reads these files and never changes them`] : [];
  lines.push("next: review the config, then run: npx desalt generate");
  if (found.some(({ follows }) => follows !== undefined)) {
    lines.push("to let each environment get only versions that have soaked upstream, run: npx desalt init --promotion");
  }
  if (!isInstalled && found.length === 0) lines.push("for completion in your editor, run: npm install --save-dev desalt");
  return `${lines.join("\n")}\n`;
}

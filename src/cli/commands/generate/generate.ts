import { styleText } from "node:util";
import { basename, dirname, join } from "node:path";
import { existsSync, realpathSync } from "node:fs";
import { renderJson } from "../../../core/json-text.ts";
import { UserError, type Issue } from "../../../core/user-error.ts";
import { workflowPaths } from "../../../ci/index.ts";
import { argocdFolder } from "../../../gitops/index.ts";
import { findGitRoot, listGitFiles } from "../../../io/git/repository.ts";
import { configNames } from "../../../project/load-config.ts";
import { compareFiles, writeFiles, type FileDifference, type FileState } from "../../../io/files/write-files.ts";
import { requiredSecrets } from "../../../renovate/index.ts";
import { openProject, type Project } from "../../../project/open-project.ts";
import { renderFleet, type FleetFiles } from "../../../project/generated-files.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { warn } from "../../terminal/report-issues.ts";
import { warnOfUnreadGates } from "../../../project/gates-reference.ts";
import { checkValues } from "./check-values.ts";
import { warnOfDefaultBranch } from "../../../project/workflows.ts";

export interface GenerateOptions {
  readonly directory: string;
  readonly json: boolean;
  /** Write nothing, and report what is not up to date. */
  readonly check: boolean;
  /** Download charts whose schemas are not at hand, to check values against them. */
  readonly schemas: boolean;
}

/** What `--json` says of a file. `removed` is one of an earlier run that the config does not ask for any more. */
type FileStatus = "written" | "removed" | "unchanged" | "stale" | "foreign";

/** `desalt generate`: one code path for writing and for `--check`, which differ in the last step only. */
export async function runGenerate({ directory, json, check, schemas }: GenerateOptions): Promise<ExitCode> {
  const gitRoot = await findGitRoot(directory);
  const loaded = await openProject(directory);
  const rendered = await renderFleet(directory, loaded, { looksForGates: !check });
  const unchecked = await checkValues(loaded, { directory, download: schemas });
  const differences = compareFiles(directory, rendered.files, await listCandidates(directory));
  const isForeign = differences.some(({ state }) => state === "foreign");
  if (!check && !isForeign) writeFiles(directory, differences);

  const files = differences.map(({ path, state }) => ({ path, status: statusOf(state, check || isForeign) }));
  if (json) process.stdout.write(renderJson({ files }));
  if (isForeign) throw new UserError(differences.filter(({ state }) => state === "foreign").map(explainForeign));
  if (!json) process.stdout.write(renderResult(differences, check));
  const branch = await warnOfDefaultBranch(directory, loaded);
  const unread = check ? [] : await warnOfUnreadGates(directory, loaded.fleet);
  const warnings = [...rendered.warnings, ...unchecked, ...branch, ...unread, ...warnOfSubfolder(directory, gitRoot)];
  warn(warnings);
  if (!check) process.stderr.write(renderChecklist(loaded, rendered));
  return check && differences.some(({ state }) => state !== "same") ? 1 : 0;
}

/** Files that an earlier run may have written: ours stand in these places, and below no other config. */
async function listCandidates(directory: string): Promise<string[]> {
  const patterns = ["renovate.json", "desalt/*", "*helmfile.yaml", "*values/*.yaml", `${argocdFolder}/*.yaml`, ...workflowPaths];
  const paths = await listGitFiles(directory, patterns);
  const nested = new Map<string, boolean>();
  const isNested = (folder: string): boolean => {
    if (folder === ".") return false;
    const known = nested.get(folder);
    if (known !== undefined) return known;
    const result = configNames.some((name) => existsSync(join(directory, folder, name))) || isNested(dirname(folder));
    nested.set(folder, result);
    return result;
  };
  return paths.filter((path) => !isNested(dirname(path)));
}

function statusOf(state: FileState, isCheck: boolean): FileStatus {
  if (state === "foreign") return "foreign";
  if (state === "same") return "unchanged";
  if (isCheck) return "stale";
  return state === "unneeded" ? "removed" : "written";
}

function explainForeign({ path }: FileDifference): Issue {
  const isHelmfile = basename(path) === "helmfile.yaml";
  if (workflowPaths.includes(path)) return explainForeignWorkflow(path);
  return {
    message: `"${path}" is there already, and desalt did not generate it; nothing was written`,
    hint: isHelmfile
      ? `keep it by hand with \`helmfile: "${path}"\` on the environment, or move it away (git mv ${path} ${path}.old) and generate again`
      : `move it away (git mv ${path} ${path}.old), take over what you need from it, and generate again`,
  };
}

function explainForeignWorkflow(path: string): Issue {
  return {
    message: `"${path}" is there already, and desalt did not generate it; nothing was written`,
    hint: `take \`workflows\` out of the config to keep it yours, or move it away (git mv ${path} ${path}.old) and generate again`,
  };
}

function renderResult(differences: readonly FileDifference[], check: boolean): string {
  const changes = differences.filter(({ state }) => state !== "same");
  const same = differences.length - changes.length;
  const lines = changes.map(({ path, state }) => `${renderVerb(state, check)} ${path}`);
  if (check && changes.length > 0)
    lines.push(`${changes.length} of ${differences.length} files are not up to date; run: npx desalt generate`);
  else lines.push(changes.length === 0 ? `${same} files are up to date` : `${changes.length} files changed, ${same} unchanged`);
  return `${lines.join("\n")}\n`;
}

function renderVerb(state: FileState, check: boolean): string {
  if (state === "unneeded") return styleText("red", check ? "unneeded" : "removed ");
  if (state === "new") return styleText("green", check ? "missing " : "wrote   ");
  return styleText("yellow", check ? "stale   " : "updated ");
}

function warnOfSubfolder(directory: string, gitRoot: string): Issue[] {
  if (realpathSync(directory) === gitRoot) return [];
  return [
    {
      message: `"${directory}" is not the root of its git repository, "${gitRoot}"`,
      hint: "Renovate reads renovate.json at the root only, and paths in it are relative to the root; move the config there",
    },
  ];
}

/** What people must do before the first merge: Renovate stops a whole repository over one secret that it does not know. */
function renderChecklist({ fleet }: Project, { missingExtends, gatesStep }: FleetFiles): string {
  const lines: string[] = [];
  if (missingExtends !== undefined) lines.push(`add to "extends" in ${missingExtends.path}: "${missingExtends.entry}"`);
  if (gatesStep !== undefined) lines.push(gatesStep);
  for (const { name, for: repository } of requiredSecrets(fleet)) lines.push(`give Renovate the secret ${name} (charts of ${repository})`);
  return lines.length === 0 ? "" : `before the first merge:\n${lines.map((line) => `  - ${line}`).join("\n")}\n`;
}

import { styleText } from "node:util";
import { basename, dirname, join } from "node:path";
import { existsSync, realpathSync } from "node:fs";
import { count } from "../../../core/count.ts";
import type { GeneratedFile } from "../../../core/generated-file.ts";
import { renderJson } from "../../../core/json-text.ts";
import { UserError, type Issue } from "../../../core/user-error.ts";
import { workflowPaths } from "../../../ci/index.ts";
import { deliveryPatterns } from "../../../gitops/index.ts";
import { findMissingNamespaces } from "../../../fleet/index.ts";
import { warnOfLeavingReleases } from "../../../helmfile/index.ts";
import { findGitRoot, listGitFiles } from "../../../io/git/repository.ts";
import { configNames } from "../../../project/load-config.ts";
import { compareFiles, writeFiles, type FileDifference, type FileState } from "../../../io/files/write-files.ts";
import { requiredSecrets } from "../../../renovate/index.ts";
import { warnOfBranchAutomerge } from "../../../project/renovate-config.ts";
import { openProject, type Project } from "../../../project/open-project.ts";
import { renderFleet, type FleetFiles } from "../../../project/generated-files.ts";
import type { ExitCode } from "../../terminal/exit-code.ts";
import { warn } from "../../terminal/report-issues.ts";
import { checkValues } from "./check-values.ts";
import { refuseLeftOut } from "./left-out.ts";
import { warnOfDefaultBranch } from "../../../project/workflows.ts";

export interface GenerateOptions {
  readonly directory: string;
  readonly json: boolean;
  /** Write nothing, and report files that are out of date. */
  readonly check: boolean;
  /** Download charts to check values against their schemas. */
  readonly schemas: boolean;
}

/** The status of a file in `--json`. `removed` is a file of an earlier run that the config no longer needs. */
type FileStatus = "written" | "removed" | "unchanged" | "stale" | "foreign";

/** `desalt generate`: writes the files, or compares them with `--check`. Both share all code but the last step. */
export async function runGenerate({ directory, json, check, schemas }: GenerateOptions): Promise<ExitCode> {
  const gitRoot = await findGitRoot(directory);
  const loaded = await openProject(directory);
  const rendered = await renderFleet(directory, loaded, { looksForGates: !check });
  refuseSecondHelmfiles(directory, rendered.files);
  const unchecked = await checkValues(loaded, { directory, download: schemas });
  const candidates = await listCandidates(directory);
  const differences = compareFiles(directory, rendered.files, candidates);
  await refuseLeftOut(directory, { differences, candidates });
  const isForeign = differences.some(({ state }) => state === "foreign");
  if (!check && !isForeign) writeFiles(directory, differences);

  const files = differences.map(({ path, state }) => ({ path, status: statusOf(state, check || isForeign) }));
  if (json) process.stdout.write(renderJson({ files }));
  if (isForeign) throw new UserError(differences.filter(({ state }) => state === "foreign").map(explainForeign));
  if (!json) process.stdout.write(renderResult(differences, check));
  const branch = await warnOfDefaultBranch(directory, loaded);
  const warnings = [
    ...rendered.warnings,
    ...(loaded.literalSecrets ?? []),
    ...findMissingNamespaces(loaded.fleet),
    ...unchecked,
    ...branch,
    ...warnOfSubfolder(directory, gitRoot),
    ...warnOfBranchAutomerge(directory, loaded.fleet),
    ...warnOfLineEnds(differences),
    ...warnOfLeavingReleases(loaded.fleet, loaded.helmfiles),
  ];
  warn(warnings);
  if (!check) process.stderr.write(renderChecklist(loaded, rendered));
  return check && differences.some(({ state }) => state !== "same") ? 1 : 0;
}

/** Throws if a folder has helmfiles of other names: helmfile refuses to run, or no longer reads them, with a helmfile.yaml beside. */
function refuseSecondHelmfiles(directory: string, files: readonly GeneratedFile[]): void {
  const issues = files.flatMap(({ path }): Issue[] => {
    if (basename(path) !== "helmfile.yaml") return [];
    const other = ["helmfile.d", "helmfile.yaml.gotmpl"]
      .map((name) => join(dirname(path), name))
      .find((name) => existsSync(join(directory, name)));
    if (other === undefined) return [];
    const keep =
      basename(other) === "helmfile.d"
        ? "give the environment another `directory`"
        : `set \`helmfile: "${other}"\` on the environment to keep it`;
    return [
      {
        message: `"${path}" cannot be generated, because helmfile would no longer read "${other}"`,
        hint: `${keep}, or rename it and generate again: git mv ${other} ${other}.old`,
      },
    ];
  });
  if (issues.length > 0) throw new UserError(issues);
}

/** Files that an earlier run may have written: at the paths that desalt uses, and not below another config. */
async function listCandidates(directory: string): Promise<string[]> {
  const patterns = ["renovate.json", "desalt/*", "*helmfile.yaml", "*values/*.yaml", ...deliveryPatterns, ...workflowPaths];
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
    message: `"${path}" already exists, and desalt did not generate it`,
    hint: isHelmfile
      ? `set \`helmfile: "${path}"\` on the environment to keep it, or rename it and generate again: git mv ${path} ${path}.old`
      : `rename it, generate again, and copy over the parts that you need: git mv ${path} ${path}.old`,
  };
}

function explainForeignWorkflow(path: string): Issue {
  return {
    message: `"${path}" already exists, and desalt did not generate it`,
    hint: `remove \`workflows\` from the config to keep it, or rename it and generate again: git mv ${path} ${path}.old`,
  };
}

function renderResult(differences: readonly FileDifference[], check: boolean): string {
  const changes = differences.filter(({ state }) => state !== "same");
  const same = differences.length - changes.length;
  const lines = changes.map(({ path, state }) => `${renderVerb(state, check)} ${path}`);
  if (check && changes.length > 0)
    lines.push(`${count(differences.length, "file")} checked, ${changes.length} out of date; run: npx desalt generate`);
  else
    lines.push(
      changes.length === 0
        ? `${count(same, "file is", "files are")} up to date`
        : `${count(changes.length, "file")} changed, ${same} unchanged`,
    );
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
      hint: "move the config to the root, because Renovate reads renovate.json only there",
    },
  ];
}

function warnOfLineEnds(differences: readonly FileDifference[]): Issue[] {
  const converted = differences.filter(({ isConverted }) => isConverted);
  const [first] = converted;
  if (first === undefined) return [];
  return [
    {
      message: `git converts line ends: ${count(converted.length, "generated file has", "generated files have")} CR LF, for example "${first.path}"`,
      hint: "add to .gitattributes: * text=auto eol=lf",
    },
  ];
}

/** The steps before the first merge. Renovate stops for the whole repository if one secret is unknown to it. */
function renderChecklist({ fleet }: Project, { missingExtends, gatesStep }: FleetFiles): string {
  const lines: string[] = [];
  if (missingExtends !== undefined) lines.push(`add to "extends" in ${missingExtends.path}: "${missingExtends.entry}"`);
  if (gatesStep !== undefined) lines.push(gatesStep);
  for (const { name, for: repository } of requiredSecrets(fleet)) lines.push(`give Renovate the secret ${name} (charts of ${repository})`);
  return lines.length === 0 ? "" : `before the first merge:\n${lines.map((line) => `  - ${line}`).join("\n")}\n`;
}

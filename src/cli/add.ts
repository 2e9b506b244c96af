import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join, normalize, relative, resolve } from "node:path";
import type { GeneratedFile } from "../core/generated-file.ts";
import { renderJson } from "../core/json-text.ts";
import { suggestName } from "../core/suggestion.ts";
import { renderIssues, UserError } from "../core/user-error.ts";
import { editConfig, type Addition, type NewRelease } from "../edit/index.ts";
import { parseFleet, resolveFleet, type DeclaredFleet, type ResolvedFleet } from "../fleet/index.ts";
import { findLatestChartVersion } from "../io/chart-repository.ts";
import { loadConfig } from "../io/load-config.ts";
import { writeFiles } from "../io/write-files.ts";
import { verifyAddition } from "./added-fleet.ts";
import { findRepository, type AddedChart } from "./added-repository.ts";
import type { ExitCode } from "./main.ts";
import { startProgress } from "./progress.ts";

export interface AddOptions {
  readonly directory: string;
  readonly json: boolean;
  /** As the user writes it, see `parseChartAddress`. */
  readonly chart: string;
  /** Default: the latest that is no pre-release, from the repository. */
  readonly version?: string;
  readonly namespace?: string;
  readonly only: readonly string[];
  /** Default: the chart's name. */
  readonly name?: string;
  /** The file of a group, relative to the working directory or to `directory`. */
  readonly file?: string;
  /** A name for a repository that is new. */
  readonly repository?: string;
  /** A repository that is new needs credentials. */
  readonly private: boolean;
}

/** `desalt add`: adds a release to the config, and its repository where it is given by its address. Writes nothing unless all is well. */
export async function runAdd(options: AddOptions): Promise<ExitCode> {
  const { directory, json } = options;
  const { source, declared } = await loadConfig(directory);
  const fleet = parseFleet(declared, source);
  const before = resolveFleet(fleet);
  const chart = findRepository(options, before);
  checkNames(options, chart, { fleet, resolved: before });
  const file = options.file === undefined ? source : findGroupFile(directory, options.file);
  const latest = await findVersion(options, chart);
  const addition: Addition = {
    release: describeRelease(options, { chart, fleet, version: latest?.version }),
    ...(file === source ? {} : { file }),
    ...chart.addition,
  };
  const edited = await editConfig(source, addition, (path) => readText(join(directory, path)));
  const environments = await verifyAddition({ directory, source, before, addition, edited });
  await replaceFiles(directory, edited);

  const { release, repository } = addition;
  const files = edited.map(({ path }) => path);
  if (json) process.stdout.write(renderJson({ release, environments, ...(repository === undefined ? {} : { repository }), files }));
  else process.stdout.write(renderResult(addition, source, environments));
  if (latest?.deprecated === true)
    process.stderr.write(
      `${renderIssues([{ message: `chart "${release.chart}" is deprecated by its keepers`, hint: "look for its successor" }], "warning")}\n`,
    );
  if (!json) process.stderr.write("next: read the diff, then run: npx desalt generate\n");
  return 0;
}

/** All files or none: those that were written are put back when one cannot be. */
async function replaceFiles(directory: string, edited: readonly GeneratedFile[]): Promise<void> {
  const before = edited.map(({ path }) => ({ path, text: readText(join(directory, path)) ?? "" }));
  const write = (files: readonly GeneratedFile[]): Promise<void> =>
    writeFiles(
      directory,
      files.map((file) => ({ ...file, state: "changed" as const })),
    );
  try {
    await write(edited);
  } catch (error) {
    await write(before.filter(({ path, text }) => readText(join(directory, path)) !== text));
    throw error;
  }
}

interface Declared {
  readonly fleet: DeclaredFleet;
  readonly resolved: ResolvedFleet;
}

function checkNames(options: AddOptions, chart: AddedChart, { fleet, resolved }: Declared): void {
  const name = options.name ?? chart.name;
  for (const [flag, value] of [["--name", name] as const, ["--namespace", options.namespace ?? name] as const]) {
    if (/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/u.test(value) && value.length <= 63) continue;
    throw new UserError({
      message: `"${value}" is no name for a ${flag === "--name" ? "release" : "namespace"}`,
      hint: `use lower-case letters, digits and dashes: ${flag} NAME`,
    });
  }
  const group = fleet.groups.find(({ releases }) => Object.hasOwn(releases, name));
  if (group !== undefined) {
    throw new UserError({
      message: `release "${name}" is there already (${group.place.source})`,
      hint: "install the chart a second time under another name: --name NAME",
    });
  }
  const environments = resolved.environments.filter(({ handKept }) => !handKept).map((environment) => environment.name);
  if (environments.length === 0) {
    throw new UserError({
      message: `every environment of ${fleet.source} has a helmfile that people keep, and releases do not apply to them`,
      hint: "add the release to those helmfiles",
    });
  }
  const unknown = options.only.filter((environment) => !environments.includes(environment));
  if (unknown.length > 0) {
    throw new UserError(
      unknown.map((environment) => {
        const isHandKept = resolved.environments.some((candidate) => candidate.name === environment);
        const why = isHandKept ? "has a helmfile that people keep, and releases do not apply to it" : "is not declared";
        return { message: `environment "${environment}" ${why} (--only)`, hint: suggestName(environment, environments) };
      }),
    );
  }
}

async function findVersion(
  { version, json }: AddOptions,
  { repository, chart, isLocal }: AddedChart,
): Promise<{ version: string; deprecated: boolean } | undefined> {
  if (isLocal) {
    if (version === undefined) return undefined;
    throw new UserError({ message: "a chart in this repository has no version to choose (--version)", hint: "leave --version out" });
  }
  if (version !== undefined) {
    if (/^v?\d+(\.\d+){0,2}([-+][\w.+-]+)?$/u.test(version)) return { version, deprecated: false };
    throw new UserError({
      message: `"${version}" is no version (--version)`,
      hint: "give one version, such as 1.16.2; Renovate moves it, so that ranges have no place here",
    });
  }
  const progress = json ? undefined : startProgress(`asking ${repository.url} for ${chart}`);
  try {
    return await findLatestChartVersion(repository, chart);
  } finally {
    progress?.stop();
  }
}

interface Choice {
  readonly chart: AddedChart;
  readonly fleet: DeclaredFleet;
  readonly version: string | undefined;
}

function describeRelease(options: AddOptions, { chart, fleet, version }: Choice): NewRelease {
  const name = options.name ?? chart.name;
  const namespace = options.namespace ?? (fleet.defaults?.namespace === undefined ? name : undefined);
  return {
    name,
    chart: chart.isLocal ? chart.chart : `${chart.repository.name}/${chart.chart}`,
    ...(version === undefined ? {} : { version }),
    ...(namespace === undefined ? {} : { namespace }),
    only: [...new Set(options.only)],
  };
}

/** As the shell completes it, relative to the working directory, or else to the config. */
function findGroupFile(directory: string, file: string): string {
  const candidates = [resolve(directory, file), resolve(file)];
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined)
    throw new UserError({ message: `"${file}" is not there (--file)`, hint: "name the file of a group, one that the config includes" });
  const path = relative(directory, found);
  if (isAbsolute(path) || normalize(path).startsWith("..")) {
    throw new UserError({
      message: `"${file}" is outside of "${directory}" (--file)`,
      hint: "name the file of a group, one that the config includes",
    });
  }
  return path.replaceAll("\\", "/");
}

function readText(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function renderResult({ release, repository, file }: Addition, source: string, environments: readonly string[]): string {
  const lines =
    repository === undefined ? [] : [`added repository ${repository.name} (${repository.oci ? "oci://" : ""}${repository.url})`];
  const version = release.version === undefined ? "" : ` ${release.version}`;
  const where = release.only.length === 0 ? "every environment" : environments.join(", ");
  lines.push(`added release ${release.name} to ${file ?? source}: ${release.chart}${version}, in ${where}`);
  return `${lines.join("\n")}\n`;
}

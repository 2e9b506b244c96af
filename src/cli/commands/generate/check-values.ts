import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError, type Issue } from "../../../core/user-error.ts";
import { ChartTextError, hasSchema, parseChart, parseMap, type ChartFiles } from "../../../charts/index.ts";
import { mergeValues, type ResolvedEnvironment, type ResolvedRelease, type Values } from "../../../fleet/index.ts";
import { chooseVersions } from "../../../helmfile/index.ts";
import { readCachedChart } from "../../../io/charts/chart-cache.ts";
import { readLocalChart } from "../../../io/charts/local-chart.ts";
import { downloadCharts, type AbsentChart } from "./download-schemas.ts";
import type { Project } from "../../../project/open-project.ts";
import { renderFindings, type ValuesFinding } from "./values-issues.ts";

export interface ValuesCheckOptions {
  readonly directory: string;
  /** Download charts that are not in the cache. */
  readonly download: boolean;
}

/**
 * Checks the values of every release against its chart's `values.schema.json`, if the chart is local or
 * in the cache. Returns a warning for each check that was not possible; throws one `UserError` with all errors.
 */
export async function checkValues(loaded: Project, options: ValuesCheckOptions): Promise<Issue[]> {
  const uses = listUses(loaded);
  const warnings = new Map<string, Issue>();
  if (options.download) for (const warning of await downloadCharts(listAbsent(uses))) warnings.set(warning.message, warning);
  const findings: ValuesFinding[] = [];
  for (const sameChart of groupByChart(uses).values()) {
    const files = await findFiles(sameChart, options.directory);
    if (!hasSchema(files)) continue;
    const { createValuesCheck } = await import("../../../charts/checked-values.ts");
    const check = createValuesCheck(readChart(sameChart, files));
    for (const warning of check.warnings) warnings.set(warning, { message: `values of chart ${nameChart(sameChart)}: ${warning}` });
    for (const use of sameChart.uses) {
      const given = listGivenValues(use, options.directory);
      if (typeof given === "string")
        warnings.set(`${use.release.name} ${given}`, { message: `values of release "${use.release.name}" are not checked: ${given}` });
      else
        for (const { cluster, values } of given)
          findings.push(...check.findErrors(values).map((error) => ({ ...use, chart: nameChart(sameChart), cluster, error })));
    }
  }
  if (findings.length > 0) throw new UserError(renderFindings(findings));
  return [...warnings.values()];
}

/** A release in an environment. */
interface Use {
  readonly environment: ResolvedEnvironment;
  readonly release: ResolvedRelease;
  /** Undefined for a local chart. */
  readonly version: string | undefined;
}

/** One version of a chart, with all releases that use it. */
interface UsedChart {
  readonly release: ResolvedRelease;
  readonly version: string | undefined;
  readonly uses: readonly Use[];
}

function listUses({ fleet, helmfiles }: Project): Use[] {
  const versions = chooseVersions(fleet, helmfiles);
  return fleet.environments.flatMap((environment) =>
    environment.releases
      .filter(({ helmfile }) => (helmfile.skipSchemaValidation ?? environment.helmDefaults.skipSchemaValidation) !== true)
      .map((release) => ({ environment, release, version: versions.get(environment.name)?.get(release.name) })),
  );
}

function groupByChart(uses: readonly Use[]): Map<string, UsedChart> {
  const groups = Map.groupBy(uses, ({ release, version }) => JSON.stringify([release.repository?.url, release.chart, version]));
  return new Map([...groups].flatMap(([key, group]) => (group[0] === undefined ? [] : [[key, { ...group[0], uses: group }]])));
}

async function findFiles({ release, version }: UsedChart, directory: string): Promise<ChartFiles> {
  if (release.repository === undefined) return readLocalChart(join(directory, release.chart));
  return version === undefined ? {} : (readCachedChart({ url: release.repository.url, chart: chartName(release), version }) ?? {});
}

function readChart(used: UsedChart, files: ChartFiles): ReturnType<typeof parseChart> {
  try {
    return parseChart(files);
  } catch (cause) {
    if (!(cause instanceof ChartTextError)) throw cause;
    throw new UserError(
      {
        message: `chart ${nameChart(used)} has invalid YAML: ${cause.message}`,
        hint: "fix its values.yaml or Chart.yaml",
      },
      { cause },
    );
  }
}

function listAbsent(uses: readonly Use[]): AbsentChart[] {
  return [...groupByChart(uses).values()].flatMap(({ release, version }) => {
    const { repository } = release;
    if (repository === undefined || version === undefined) return [];
    const key = { url: repository.url, chart: chartName(release), version };
    return readCachedChart(key) === undefined ? [{ key, repository }] : [];
  });
}

interface GivenValues {
  /** Undefined if all clusters get the same values. */
  readonly cluster?: string;
  readonly values: Values;
}

/** The values that helmfile passes to helm, by cluster, or the reason why desalt cannot know them. */
function listGivenValues({ environment, release }: Use, directory: string): GivenValues[] | string {
  const { set, setString, setTemplate, secrets, valuesTemplate } = release.helmfile;
  if ([set, setString, setTemplate, secrets, valuesTemplate].some((option) => option !== undefined))
    return "only helmfile knows the values from `set`, `secrets` and templates";
  const { valuesFile } = release;
  if (valuesFile?.endsWith(".gotmpl") === true) return `"${valuesFile}" is a template`;
  const path = valuesFile === undefined ? undefined : join(directory, valuesFile);
  if (path !== undefined && !existsSync(path)) return `"${valuesFile}" was not found`;
  const base = mergeValues(path === undefined ? {} : parseMap(readFileSync(path, "utf8"), valuesFile ?? path), release.values);
  if (Object.keys(release.clusterValues).length === 0) return [{ values: base }];
  return environment.clusters
    .filter(({ name }) => !release.absentFrom.includes(name))
    .map(({ name }) => ({ cluster: name, values: mergeValues(base, release.clusterValues[name] ?? {}) }));
}

function nameChart({ release, version }: Pick<UsedChart, "release" | "version">): string {
  return version === undefined ? release.chart : `${release.chart} ${version}`;
}

function chartName({ chart }: ResolvedRelease): string {
  return chart.slice(chart.indexOf("/") + 1);
}

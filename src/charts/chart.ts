import { isRecord } from "../core/json-value.ts";
import { readYaml, type YamlDialect } from "../core/read-yaml.ts";
import { UserError } from "../core/user-error.ts";
import type { Values } from "../fleet/index.ts";

/** The parts of a chart that concern its values. */
export interface Chart {
  readonly name: string;
  /** The chart's `values.yaml`. */
  readonly values: Values;
  /** Its `values.schema.json`, as text. */
  readonly schema?: string;
  readonly dependencies: readonly ChartDependency[];
  /** The charts in its `charts/`, by their own names. */
  readonly subcharts: readonly Chart[];
}

/** An entry of `dependencies` in a Chart.yaml. */
export interface ChartDependency {
  readonly name: string;
  readonly alias?: string;
  readonly condition?: string;
  readonly tags: readonly string[];
  /** Moves values of the subchart to the chart. */
  readonly importsValues: boolean;
}

/** Files of a chart by path below its folder, filtered by {@link isChartFile}. */
export type ChartFiles = Readonly<Record<string, string>>;

/** Whether a file of a chart is read: metadata, default values and schema, of the chart and its subcharts. */
export function isChartFile(path: string): boolean {
  return /^(?:charts\/[^/]+\/)*(?:Chart\.yaml|values\.yaml|values\.schema\.json)$/u.test(path);
}

/** Whether there is a schema to check values against, in a chart or its subcharts. */
export function hasSchema(files: ChartFiles): boolean {
  return Object.keys(files).some((path) => path.endsWith("values.schema.json"));
}

/** A text of a chart that is not valid YAML. */
export class ChartTextError extends UserError {}

/** Reads a chart and its subcharts. Throws a {@link ChartTextError}. */
export function parseChart(files: ChartFiles, folder = ""): Chart {
  const metadata = parseMap(files[`${folder}Chart.yaml`], `${folder}Chart.yaml`);
  const schema = files[`${folder}values.schema.json`];
  const { name, dependencies } = metadata;
  const prefix = `${folder}charts/`;
  const folders = new Set(
    Object.keys(files).flatMap((path) => (path.startsWith(prefix) ? (path.slice(prefix.length).split("/", 1)[0] ?? []) : [])),
  );
  return {
    name: typeof name === "string" ? name : "",
    values: parseMap(files[`${folder}values.yaml`], `${folder}values.yaml`),
    dependencies: Array.isArray(dependencies) ? dependencies.flatMap(readDependency) : [],
    subcharts: [...folders].map((subfolder) => parseChart(files, `${prefix}${subfolder}/`)),
    ...(schema === undefined ? {} : { schema }),
  };
}

/** YAML 1.1, as helm reads it, where `yes` is true. */
const helmDialect: YamlDialect = { version: "1.1", uniqueKeys: false };

/** Reads Helm values from a file. Throws a {@link ChartTextError}. */
export function parseMap(text: string | undefined, path: string): Values {
  const read = text === undefined ? { value: {} } : readYaml(text, helmDialect);
  if ("problem" in read)
    throw new ChartTextError({ message: `${path}, line ${read.problem.line}: ${read.problem.message}`, hint: "fix the YAML" });
  return isValues(read.value) ? read.value : {};
}

function readDependency(entry: unknown): ChartDependency[] {
  if (!isValues(entry)) return [];
  const { name, alias, condition, tags } = entry;
  if (typeof name !== "string") return [];
  return [
    {
      name,
      tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [],
      importsValues: Array.isArray(entry["import-values"]) && entry["import-values"].length > 0,
      ...(typeof alias === "string" && alias !== "" ? { alias } : {}),
      ...(typeof condition === "string" && condition !== "" ? { condition } : {}),
    },
  ];
}

/** Whether a YAML document is a JSON value. */
function isValues(value: unknown): value is Values {
  return isRecord(value);
}

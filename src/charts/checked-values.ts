import type { Values } from "../fleet/index.ts";
import type { Chart } from "./chart.ts";
import { coalesceValues, type CoalescedChart } from "./coalesced-values.ts";
import { renderValuesErrors, type ValuesError } from "./values-errors.ts";
import { compileValuesSchema, type UnusableSchema, type ValuesSchema } from "./values-schema.ts";

export type { ValuesError } from "./values-errors.ts";

/** Checks values against the schemas of one chart and its subcharts, compiled once. */
export interface ValuesCheck {
  /** Lists every error, with subcharts' paths below their key. `values` are the user's, merged over the chart's defaults. */
  readonly findErrors: (values: Values) => readonly ValuesError[];
  /** Descriptions of the parts that could not be checked. */
  readonly warnings: readonly string[];
}

/** Compiles the schemas of a chart. Parts that cannot be checked become warnings. */
export function createValuesCheck(chart: Chart): ValuesCheck {
  const schemas = new Map<Chart, ValuesSchema>();
  const warnings: string[] = [];
  compileSchemas(chart, { schemas, warnings });
  if (chart.dependencies.some(({ importsValues }) => importsValues)) {
    return {
      findErrors: () => [],
      warnings: ["desalt cannot check them, because the chart imports values of a subchart (import-values)"],
    };
  }
  const findErrors = (values: Values): readonly ValuesError[] => collectErrors(coalesceValues(chart, values), schemas);
  return { findErrors, warnings };
}

interface Compilation {
  readonly schemas: Map<Chart, ValuesSchema>;
  readonly warnings: string[];
}

function compileSchemas(chart: Chart, { schemas, warnings }: Compilation): void {
  if (chart.schema !== undefined) {
    const compiled: ValuesSchema | UnusableSchema = compileValuesSchema(chart.schema);
    if ("reason" in compiled) warnings.push(`the schema of ${chart.name} is not valid: ${compiled.reason}`);
    else {
      schemas.set(chart, compiled);
      const { remoteReferences } = compiled;
      if (remoteReferences.length > 0)
        warnings.push(
          `the schema of ${chart.name} refers to ${remoteReferences.join(", ")}, which desalt does not fetch; that part is not checked`,
        );
    }
  }
  for (const subchart of chart.subcharts) compileSchemas(subchart, { schemas, warnings });
}

function collectErrors({ chart, values, subcharts }: CoalescedChart, schemas: ReadonlyMap<Chart, ValuesSchema>): ValuesError[] {
  const absent = listAbsentSubcharts(chart);
  const own = renderValuesErrors(schemas.get(chart)?.findErrors(values) ?? []);
  // The defaults of a missing subchart are unknown, so its values cannot be checked.
  const errors = own.filter(({ path }) => !absent.some((key) => path === key || path.startsWith(`${key}.`)));
  for (const [key, subchart] of subcharts) {
    for (const error of collectErrors(subchart, schemas)) errors.push({ ...error, path: error.path === "" ? key : `${key}.${error.path}` });
  }
  return errors;
}

/** Declared dependencies that are not in `charts/`, for example before `helm dependency build` of a local chart. */
function listAbsentSubcharts({ dependencies, subcharts }: Chart): string[] {
  return dependencies.flatMap(({ name, alias }) => (subcharts.some((subchart) => subchart.name === name) ? [] : [alias ?? name]));
}

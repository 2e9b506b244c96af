import type { Values } from "../fleet/index.ts";
import type { Chart } from "./chart.ts";
import { coalesceValues, type CoalescedChart } from "./coalesced-values.ts";
import { renderValuesErrors, type ValuesError } from "./values-errors.ts";
import { compileValuesSchema, type UnusableSchema, type ValuesSchema } from "./values-schema.ts";

export type { ValuesError } from "./values-errors.ts";

/** Checks values against the schemas of one chart and its subcharts, compiled once. */
export interface ValuesCheck {
  /** Every error, with subcharts' paths below their key. `values` are those that the user gives; the chart's defaults lie below. */
  readonly findErrors: (values: Values) => readonly ValuesError[];
  /** What could not be checked, in words. */
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
      warnings: ["it imports values of a subchart (import-values), which desalt does not follow; its values are not checked"],
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
    if ("reason" in compiled) warnings.push(`the schema of ${chart.name} cannot be used: ${compiled.reason}`);
    else {
      schemas.set(chart, compiled);
      const { remoteReferences } = compiled;
      if (remoteReferences.length > 0)
        warnings.push(
          `the schema of ${chart.name} refers to ${remoteReferences.join(", ")}, which is not fetched; what it describes is not checked`,
        );
    }
  }
  for (const subchart of chart.subcharts) compileSchemas(subchart, { schemas, warnings });
}

function collectErrors({ chart, values, subcharts }: CoalescedChart, schemas: ReadonlyMap<Chart, ValuesSchema>): ValuesError[] {
  const absent = listAbsentSubcharts(chart);
  const own = renderValuesErrors(schemas.get(chart)?.findErrors(values) ?? []);
  // The defaults of a subchart that is not here are not here either, so that nothing can be said of its values.
  const errors = own.filter(({ path }) => !absent.some((key) => path === key || path.startsWith(`${key}.`)));
  for (const [key, subchart] of subcharts) {
    for (const error of collectErrors(subchart, schemas)) errors.push({ ...error, path: error.path === "" ? key : `${key}.${error.path}` });
  }
  return errors;
}

/** Dependencies that are declared and not in `charts/`, as in a local chart before `helm dependency build`. */
function listAbsentSubcharts({ dependencies, subcharts }: Chart): string[] {
  return dependencies.flatMap(({ name, alias }) => (subcharts.some((subchart) => subchart.name === name) ? [] : [alias ?? name]));
}

import { isMap, type JsonValue, type Values } from "../fleet/index.ts";
import type { Chart, ChartDependency } from "./chart.ts";

/** A chart and its enabled subcharts, each with its values. */
export interface CoalescedChart {
  readonly chart: Chart;
  readonly values: Values;
  /** Subcharts by their key in the values: alias or name. */
  readonly subcharts: ReadonlyMap<string, CoalescedChart>;
}

/**
 * Merges values over a chart's defaults and those of its subcharts, in helm's way: maps merge, everything else replaces,
 * null deletes a default, `global` reaches every subchart, and disabled subcharts are left out.
 */
export function coalesceValues(chart: Chart, values: Values): CoalescedChart {
  const isEverySubchart = (): boolean => true;
  const all = coalesce({ chart, values, isEnabled: isEverySubchart });
  return coalesce({ chart, values, isEnabled: (dependency) => isEnabled(dependency, all.values) });
}

interface Coalescing {
  readonly chart: Chart;
  readonly values: Values;
  readonly isEnabled: (dependency: ChartDependency) => boolean;
}

function coalesce({ chart, values, isEnabled: isWanted }: Coalescing): CoalescedChart {
  const merged: { [key: string]: JsonValue } = { ...mergeOver(chart.values, values) };
  const subcharts = new Map<string, CoalescedChart>();
  for (const { key, subchart, dependency } of listSubcharts(chart)) {
    if (dependency !== undefined && !isWanted(dependency)) continue;
    const own = merged[key];
    const coalesced = coalesceValues(subchart, withGlobal(isMap(own) ? own : {}, merged["global"]));
    subcharts.set(key, coalesced);
    merged[key] = coalesced.values;
  }
  return { chart, values: merged, subcharts };
}

function listSubcharts({ dependencies, subcharts }: Chart): { key: string; subchart: Chart; dependency?: ChartDependency }[] {
  const declared = dependencies.flatMap((dependency) => {
    const subchart = subcharts.find(({ name }) => name === dependency.name);
    return subchart === undefined ? [] : [{ key: dependency.alias ?? dependency.name, subchart, dependency }];
  });
  const undeclared = subcharts.filter(({ name }) => dependencies.every((dependency) => dependency.name !== name));
  return [...declared, ...undeclared.map((subchart) => ({ key: subchart.name, subchart }))];
}

function withGlobal(values: Values, global: JsonValue | undefined): Values {
  if (!isMap(global)) return values;
  const own = values["global"];
  return { ...values, global: mergeOver(isMap(own) ? own : {}, global) };
}

function mergeOver(defaults: Values, values: Values): Values {
  const merged: { [key: string]: JsonValue } = { ...defaults };
  for (const [key, value] of Object.entries(values)) {
    const before = merged[key];
    if (value === null && key in merged) delete merged[key];
    else merged[key] = isMap(value) ? mergeOver(isMap(before) ? before : {}, value) : value;
  }
  return merged;
}

/** See https://helm.sh/docs/topics/charts/#tags-and-condition-fields-in-dependencies: the first existing condition wins over tags. */
function isEnabled({ condition = "", tags }: ChartDependency, values: Values): boolean {
  for (const path of condition.split(",")) {
    const value = path.trim() === "" ? undefined : valueAt(values, path.trim().split("."));
    if (typeof value === "boolean") return value;
  }
  const states = tags.map((tag) => valueAt(values, ["tags", tag]));
  return !states.includes(false) || states.includes(true);
}

function valueAt(values: Values, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = values;
  for (const key of path) value = isMap(value) ? value[key] : undefined;
  return value;
}

import type { Issue } from "../core/user-error.ts";
import type { JsonValue, Settings, Values, ValuesContext, ValuesInput } from "./fleet.ts";
import { findNonJson } from "./json-check.ts";
import { mergeValues } from "./merge.ts";
import { locationAt, renderLocation, type ConfigLocation } from "../core/config-location.ts";
import { splitValues, type SplitValues } from "./split.ts";

/** The argument of values functions: one frozen object per cluster, the same for all releases. */
export type Context = ValuesContext<string, Settings>;

/** The errors of values functions. Each appears once, even if several environments have it. */
export type ValuesProblems = Map<string, { readonly issue: Issue; readonly cause?: unknown }>;

/** One layer of values, and its place. */
export interface ValuesLayer {
  readonly input: ValuesInput<string, Settings> | undefined;
  readonly place: ConfigLocation;
}

/** The inputs to evaluate a release's values in an environment. */
export interface ValuesScope {
  readonly release: string;
  /** The clusters that have the release, or the one context of an environment without clusters. */
  readonly contexts: readonly Context[];
  readonly problems: ValuesProblems;
}

/** A release's values in one environment. */
export interface EnvironmentValues extends SplitValues {
  readonly valuesFile?: string;
}

/** Evaluates the layers for each cluster, and splits the results into shared values and each cluster's own. */
export function resolveValues(
  layers: readonly ValuesLayer[],
  clusterLayers: ReadonlyMap<string, ValuesLayer>,
  scope: ValuesScope,
): EnvironmentValues {
  const file = layers.findLastIndex(({ input }) => typeof input === "string" || input === null);
  const path = layers[file]?.input;
  const above = layers.slice(file + 1);
  const isStatic = above.every(({ input }) => typeof input !== "function");
  const [anyContext] = scope.contexts;
  const common = isStatic && anyContext !== undefined ? stack(above, {}, { scope, context: anyContext }) : undefined;
  const all = scope.contexts.map((context) => {
    const values = common ?? stack(above, {}, { scope, context });
    const own = clusterLayers.get(context.cluster);
    return [context.cluster, own === undefined ? values : stack([own], values, { scope, context })] as const;
  });
  const split = splitValues(all);
  return typeof path === "string" ? { ...split, valuesFile: path } : split;
}

interface Evaluation {
  readonly scope: ValuesScope;
  readonly context: Context;
}

function stack(layers: readonly ValuesLayer[], base: Values, evaluation: Evaluation): Values {
  let values = base;
  for (const layer of layers) {
    const evaluated = evaluate(layer, evaluation);
    if (evaluated !== undefined) values = values === base && Object.keys(base).length === 0 ? evaluated : mergeValues(values, evaluated);
  }
  return values;
}

function evaluate({ input, place }: ValuesLayer, evaluation: Evaluation): Values | undefined {
  if (input === undefined || input === null || typeof input === "string") return undefined;
  if (typeof input !== "function") return input;
  const { context, scope } = evaluation;
  let result: unknown;
  try {
    result = input(context);
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    report(evaluation, place, { what: `cannot be evaluated: ${text}`, cause, hint: explainContext(context) });
    return undefined;
  }
  const found = findNonJson(result, locationAt(place, "()"), "data");
  if (found.length > 0 && isObject(result)) {
    for (const { message, ...rest } of found) {
      if (!scope.problems.has(message)) scope.problems.set(message, { issue: { message: `${message} ${renderWhere(context)}`, ...rest } });
    }
    return undefined;
  }
  if (isValues(result)) return result;
  report(evaluation, place, {
    what: `must be a map, not ${describe(result)}`,
    hint: "return a map of Helm values, for example { replicaCount: 2 }",
  });
  return undefined;
}

function report({ scope, context }: Evaluation, place: ConfigLocation, problem: { what: string; hint: string; cause?: unknown }): void {
  const key = `${renderLocation(place)} ${problem.what}`;
  if (scope.problems.has(key)) return;
  const message = `values of release "${scope.release}" ${renderWhere(context)} ${problem.what} (${renderLocation(place)})`;
  scope.problems.set(key, { issue: { message, hint: problem.hint }, cause: problem.cause });
}

function renderWhere({ environment, cluster }: Context): string {
  return `in environment "${environment}"${cluster === environment ? "" : `, cluster "${cluster}"`}`;
}

function explainContext({ settings }: Context): string {
  const keys = Object.keys(settings);
  return `use the function's argument { environment, cluster, settings }; settings here: ${keys.length === 0 ? "none" : keys.join(", ")}`;
}

/** Describes a value that is not a map. */
function isValues(value: unknown): value is { readonly [key: string]: JsonValue } {
  return isObject(value) && !Array.isArray(value);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "function" ? "a function" : `"${String(value)}"`;
}

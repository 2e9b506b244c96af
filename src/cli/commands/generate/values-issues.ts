import type { Issue } from "../../../core/user-error.ts";
import type { ValuesError } from "../../../charts/checked-values.ts";

/** An error in values, and the place where they are used. */
export interface ValuesFinding {
  readonly release: { readonly name: string };
  readonly environment: { readonly name: string };
  readonly cluster: string | undefined;
  /** The chart with its version. */
  readonly chart: string;
  readonly error: ValuesError;
}

/** Renders one issue per error, with all environments and clusters that have it. */
export function renderFindings(findings: readonly ValuesFinding[]): Issue[] {
  const groups = Map.groupBy(findings, ({ release, chart, error }) => JSON.stringify([release.name, chart, error.path, error.message]));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { release, chart, error } = first;
    const path = error.path === "" ? "the values" : `"${error.path}"`;
    const message = `${path} of release "${release.name}" in ${renderPlaces(group)} ${error.message} (values.schema.json of ${chart})`;
    return [error.hint === undefined ? { message } : { message, hint: error.hint }];
  });
}

function renderPlaces(findings: readonly ValuesFinding[]): string {
  const byEnvironment = Map.groupBy(findings, ({ environment }) => environment.name);
  const places = [...byEnvironment].map(([environment, group]) => {
    const clusters = group.flatMap(({ cluster }) => (cluster === undefined ? [] : [`"${cluster}"`]));
    if (clusters.length === 0) return `"${environment}"`;
    return `"${environment}" (${clusters.length === 1 ? "cluster" : "clusters"} ${clusters.join(", ")})`;
  });
  return `${places.length === 1 ? "environment" : "environments"} ${new Intl.ListFormat("en-GB").format(places)}`;
}

import type { CheckStatus, CheckedEnvironment } from "../../../kubernetes/index.ts";

/** Environments and clusters with the same result. */
export interface EqualEnvironments {
  readonly places: readonly Pick<CheckedEnvironment, "environment" | "cluster">[];
  readonly result: CheckedEnvironment;
}

/** From the best to the worst. */
export const statuses: readonly CheckStatus[] = ["fine", "untested", "warns", "unknown", "breaks"];

/** Groups environments by their results: clusters of an environment mostly have the same. */
export function groupEqual(environments: readonly CheckedEnvironment[]): readonly EqualEnvironments[] {
  const groups = Map.groupBy(environments, ({ environment: _environment, cluster: _cluster, ...result }) => JSON.stringify(result));
  return [...groups.values()].flatMap((list) => {
    const [result] = list;
    return result === undefined ? [] : [{ places: list, result }];
  });
}

/** Names the places of a group: `dev, prd/tokyo, prd/osaka`. */
export function namePlaces({ places }: EqualEnvironments): string {
  const names = places.map(({ environment, cluster }) => (cluster === undefined ? environment : `${environment}/${cluster}`));
  return names.length > 6 ? `${names.slice(0, 6).join(", ")} and ${names.length - 6} more` : names.join(", ");
}

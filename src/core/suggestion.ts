import { closest, distance } from "fastest-levenshtein";

/**
 * The hint for a name that is not among the declared ones: `did you mean "prd"? declared: dev, stg, prd`.
 * Lists at most twenty names.
 */
export function suggestName(name: string, declared: readonly string[], label = "declared"): string {
  if (declared.length === 0) return `${label}: none`;
  const nearest = closest(name, [...declared]);
  const isNear = distance(name, nearest) <= Math.max(1, Math.floor(name.length / 3)) || nearest.startsWith(name);
  const list = declared.length > 20 ? `${declared.slice(0, 20).join(", ")}, … (${declared.length} in all)` : declared.join(", ");
  return `${isNear ? `did you mean "${nearest}"? ` : ""}${label}: ${list}`;
}

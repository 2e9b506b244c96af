import { parseJson } from "../core/json-text.ts";
import { withoutTrailingSlash } from "../core/url.ts";
import { isRecord } from "../core/json-value.ts";
import type { Gate } from "../promotion/index.ts";

/** Whether `gates.json` allows a version of a gate's chart, read as Renovate reads it. Undefined if no rule matches the chart. */
export function readsAsOpen(
  preset: string,
  { gate, matchFileNames }: { gate: Gate; matchFileNames: readonly string[] },
  version: string,
): boolean | undefined {
  const parsed = parseJson(preset);
  const rules = isRecord(parsed) && Array.isArray(parsed["packageRules"]) ? parsed["packageRules"].filter(isRecord) : [];
  const name = gate.oci && gate.repositoryUrl !== undefined ? `${withoutTrailingSlash(gate.repositoryUrl)}/${gate.chart}` : gate.chart;
  const rule = rules.find(
    (candidate) =>
      JSON.stringify(candidate["matchFileNames"]) === JSON.stringify(matchFileNames) &&
      matches(candidate["matchPackageNames"], name) &&
      (gate.oci || candidate["matchRegistryUrls"] === undefined || matches(candidate["matchRegistryUrls"], gate.repositoryUrl ?? "")),
  );
  if (rule === undefined) return undefined;
  return matches([rule["allowedVersions"]], version);
}

/** Matches a pattern as Renovate does: `/regex/`, or the exact text. */
function matches(patterns: unknown, value: string): boolean {
  if (!Array.isArray(patterns)) return false;
  return patterns.some((pattern: unknown) => {
    if (typeof pattern !== "string") return false;
    const source = /^\/(.*)\/$/su.exec(pattern)?.[1];
    return source === undefined ? pattern === value : new RegExp(source, "u").test(value);
  });
}

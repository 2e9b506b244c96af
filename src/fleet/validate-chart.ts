import valid from "semver/functions/valid.js";
import { suggestName } from "../core/suggestion.ts";
import type { Issue } from "../core/user-error.ts";
import type { DeclaredOverride } from "./declared.ts";
import { locationAt, renderLocation, type ConfigLocation } from "../core/config-location.ts";
import { isLocalChart, normalizePath } from "./repository-path.ts";

const insideHint = "write it relative to the repository's root, for example ./charts/portal";

/** Checks the form of a chart reference and that its repository is declared. */
export function validateChart(
  { chart, version }: Pick<DeclaredOverride, "chart" | "version">,
  { place, repositories }: { place: ConfigLocation; repositories: readonly string[] },
): Issue[] {
  if (chart === undefined) return [];
  const at = renderLocation(locationAt(place, "chart"));
  if (/^[a-z]+:\/\//iu.test(chart)) {
    const isOci = chart.startsWith("oci://");
    const hint = `declare the ${isOci ? "registry" : "repository"} under "repositories" with ${isOci ? "ociRepository" : "helmRepository"}, and write NAME/CHART`;
    return [{ message: `"${chart}" is a URL, but a chart must be of a declared repository (${at})`, hint }];
  }
  if (isLocalChart(chart)) return validateLocalChart({ chart, version, place });
  const slash = chart.indexOf("/");
  if (slash < 1 || slash === chart.length - 1) {
    return [
      {
        message: `"${chart}" is not a valid chart (${at})`,
        hint: `write REPOSITORY/CHART; ${suggestName(chart, repositories, "repositories")}`,
      },
    ];
  }
  const repository = chart.slice(0, slash);
  if (repositories.includes(repository)) return [];
  return [{ message: `repository "${repository}" is not declared (${at})`, hint: suggestName(repository, repositories) }];
}

function validateLocalChart({
  chart,
  version,
  place,
}: {
  chart: string;
  version: string | null | undefined;
  place: ConfigLocation;
}): Issue[] {
  const at = renderLocation(locationAt(place, "chart"));
  if (normalizePath(chart) === undefined) return [{ message: `"${chart}" is not a path inside the repository (${at})`, hint: insideHint }];
  if (version === undefined || version === null) return [];
  const message = `"version" has no effect for the local chart "${chart}" (${renderLocation(locationAt(place, "version"))})`;
  return [{ message, hint: "remove it; the version is in the chart's Chart.yaml" }];
}

/** Checks that `version` and `pin` are versions. Renovate would not upgrade ranges. */
export function validateLiteralVersion({ version, pin }: Pick<DeclaredOverride, "version" | "pin">, place: ConfigLocation): Issue[] {
  const declared = [
    { version, at: locationAt(place, "version") },
    { version: pin?.version, at: locationAt(place, "pin", "version") },
  ];
  return declared
    .filter((entry) => entry.version !== undefined && entry.version !== null && valid(entry.version) === null)
    .map((entry) => ({
      message: `"${entry.version}" is not a valid version (${renderLocation(entry.at)})`,
      hint: "give one version, for example 1.16.2; ranges are not allowed",
    }));
}

/** Checks the path of a hand-written values file. */
export function validateValuesPath(values: unknown, place: ConfigLocation): Issue[] {
  if (typeof values !== "string" || normalizePath(values) !== undefined) return [];
  return [
    {
      message: `"${values}" is not a path inside the repository (${renderLocation(place)})`,
      hint: "write it relative to the repository's root, with /",
    },
  ];
}

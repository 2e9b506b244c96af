import { statSync } from "node:fs";
import { join } from "node:path";
import { renderLocation, locationAt } from "../core/config-location.ts";
import { UserError } from "../core/user-error.ts";
import { isLocalChart, listReleases, type DeclaredFleet } from "../fleet/index.ts";

/**
 * Throws a `UserError` if a release has a version and a local chart that does not exist. Without the chart, a message about the version
 * would lead people away from their mistake: it is often the chart of a repository.
 */
export function refuseMissingCharts(directory: string, fleet: DeclaredFleet): void {
  const issues = listReleases(fleet).flatMap(({ place, release: { chart, version } }) => {
    if (!isLocalChart(chart) || version === undefined || version === null) return [];
    if (statSync(join(directory, chart), { throwIfNoEntry: false })?.isDirectory() === true) return [];
    const hint = "write REPOSITORY/CHART for a chart of a repository, or create the folder";
    return [{ message: `the local chart "${chart}" does not exist (${renderLocation(locationAt(place, "chart"))})`, hint }];
  });
  if (issues.length > 0) throw new UserError(issues);
}

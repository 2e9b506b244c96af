import type { ResolvedFleet } from "../fleet/index.ts";
import { groupBy, listChartUses, matchCharts, matchFiles, packageKey, type ChartUse } from "./match.ts";
import type { PackageRule } from "./options.ts";
import { chartTitleRule, splitRule } from "./rules.ts";

/**
 * Separate branches and pull requests for every environment, named after it. Without the prefix, two environments
 * share a branch as soon as they move to the same version.
 */
export function renderSplit({ environments }: ResolvedFleet): readonly PackageRule[] {
  const rules: PackageRule[] = groupBy(environments, ({ helmfiles }) => helmfiles.join("\0")).map((group) => {
    // A version in a helmfile of several environments reaches all of them at once.
    const name = group.map((environment) => environment.name).join("-");
    return splitRule({ name, matchers: matchFiles(group.slice(0, 1)) }, name);
  });
  const withOci = environments.filter(
    ({ isHandWritten, releases }) => isHandWritten || releases.some(({ repository }) => repository?.oci === true),
  );
  if (withOci.length > 0) rules.push(chartTitleRule(matchFiles(withOci)));
  return [...rules, ...splitNamesakes(listChartUses(environments))];
}

/** Separates charts of one name from two repositories, because Renovate names a branch after the chart alone. */
function splitNamesakes(uses: readonly ChartUse[]): readonly PackageRule[] {
  const alone = uses.filter(({ release }) => release.group === undefined);
  return groupBy(alone, ({ environment, chart }) => `${environment.name} ${branchName(chart)}`).flatMap((namesakes) => {
    const packages = groupBy(namesakes, packageKey);
    return packages.length === 1 ? [] : packages.flatMap(splitFromNamesakes);
  });
}

function splitFromNamesakes(uses: readonly ChartUse[]): readonly PackageRule[] {
  return matchCharts(uses).flatMap((matchers) =>
    uses.slice(0, 1).map(({ environment, repository, chart }) => ({
      description: `${environment.name}: another repository has a chart ${chart} too`,
      ...matchers,
      // No repository's name has an underscore, and a slash would clash with a group's branch of the repository's name.
      additionalBranchPrefix: `${environment.name}/${repository.name}_`,
      commitMessageTopic: `Helm release ${repository.name}/{{depName}}`,
    })),
  );
}

function branchName(chart: string): string {
  return chart.replaceAll("/", "-").toLowerCase();
}

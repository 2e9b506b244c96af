import { isPattern, patternSource } from "../core/path-pattern.ts";
import { withoutOciScheme } from "../core/url.ts";
import type { ResolvedEnvironment, ResolvedRelease, ResolvedRepository } from "../fleet/index.ts";
import type { PackageRule } from "./options.ts";

/** The matchers of a rule. */
export type Matchers = Pick<
  PackageRule,
  "matchManagers" | "matchFileNames" | "matchDatasources" | "matchRegistryUrls" | "matchPackageNames"
>;

/** A chart of a repository as a release in one environment uses it. */
export interface ChartUse {
  readonly environment: ResolvedEnvironment;
  readonly release: ResolvedRelease;
  readonly repository: ResolvedRepository;
  /** The chart's name in its repository. */
  readonly chart: string;
}

/** Charts that Renovate can upgrade: all but those from a local path, in declared order. */
export function listChartUses(environments: readonly ResolvedEnvironment[]): readonly ChartUse[] {
  return environments.flatMap((environment) =>
    environment.releases.flatMap((release) => {
      const { repository, chart } = release;
      return repository === undefined ? [] : [{ environment, release, repository, chart: chart.slice(chart.indexOf("/") + 1) }];
    }),
  );
}

/** Renovate's `packageName`: the chart's name, with the registry's address before it if the chart is an OCI artifact. */
function packageName({ repository, chart }: Pick<ChartUse, "repository" | "chart">): string {
  return repository.oci ? `${withoutOciScheme(repository.url)}/${chart}` : chart;
}

/** A key that is equal for two uses of the same package in Renovate. */
export function packageKey(use: Pick<ChartUse, "repository" | "chart">): string {
  return `${registryKey(use.repository)} ${packageName(use)}`;
}

/** The helmfiles of environments. */
export function matchFiles(environments: readonly ResolvedEnvironment[]): { matchFileNames: string[] } {
  return { matchFileNames: [...new Set(environments.flatMap(({ helmfiles }) => helmfiles.map(filePattern)))] };
}

/** The fewest matchers that match exactly these charts in exactly these environments. */
export function matchCharts(uses: readonly ChartUse[]): readonly Matchers[] {
  const matchers: Matchers[] = [];
  for (const ofRegistry of groupBy(uses, ({ repository }) => registryKey(repository))) {
    const packages = groupBy(ofRegistry, packageName);
    for (const alike of groupBy(packages, (group) => group.map(({ environment }) => environment.name).join(" "))) {
      const [group] = alike;
      const repository = group?.[0]?.repository;
      if (group === undefined || repository === undefined) continue;
      matchers.push({
        matchManagers: ["helmfile"],
        ...matchFiles([...new Set(group.map(({ environment }) => environment))]),
        ...matchRegistry(repository),
        matchPackageNames: alike.flatMap((same) => same.slice(0, 1).map((use) => exactPattern(packageName(use)))),
      });
    }
  }
  return matchers;
}

/** Groups by a key, in the order of first appearance. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** A matcher of a helmfile, or of all that match a pattern: as a regular expression, so that Renovate matches what desalt does. */
export function filePattern(path: string): string {
  return isPattern(path) ? `/^${patternSource(path)}$/` : exactPattern(path);
}

/** A pattern that matches this text only: Renovate reads plain text as a glob, so what could mean more becomes a regular expression. */
export function exactPattern(text: string): string {
  if (/^[a-z0-9._:][a-z0-9._:/-]*$/u.test(text)) return text;
  return `/^${text.replace(/[\\^$.*+?()[\]{}|]/gu, "\\$&")}$/`;
}

function matchRegistry({ oci, url }: ResolvedRepository): Pick<PackageRule, "matchDatasources" | "matchRegistryUrls"> {
  return oci ? { matchDatasources: ["docker"] } : { matchDatasources: ["helm"], matchRegistryUrls: [exactPattern(url)] };
}

function registryKey({ oci, url }: ResolvedRepository): string {
  return oci ? "docker" : `helm ${url}`;
}

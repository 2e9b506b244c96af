import { UserError, type Issue } from "../core/user-error.ts";
import { matchesAny } from "../core/path-pattern.ts";
import { generatedHelmfile, type ResolvedEnvironment, type ResolvedFleet, type ResolvedRelease } from "../fleet/index.ts";
import { findChartSource, normalizeUrl } from "./reading/chart-source.ts";
import type { ParsedHelmfile, ParsedHelmfiles, ParsedRelease } from "./reading/parsed-helmfile.ts";

/** The version to write, by environment and release. Local charts have none. */
export type ChosenVersions = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Chooses the version of every release: the pin; otherwise the version in the environment's file, while name, chart and repository
 * are the same; otherwise, in a follower, its upstream's; otherwise the seed. Throws a {@link UserError} with all releases without any.
 */
export function chooseVersions(fleet: ResolvedFleet, existing: ParsedHelmfiles): ChosenVersions {
  const chosen = new Map<string, Map<string, string>>();
  const issues: Issue[] = [];
  const environments = new Map(fleet.environments.map((environment) => [environment.name, environment]));
  // Upstreams come before their followers, so that the first version of a follower is already chosen.
  for (const environment of fleet.environments) {
    const versions = new Map<string, string>();
    chosen.set(environment.name, versions);
    for (const release of environment.releases) {
      if (release.repository === undefined) continue;
      const version =
        release.pin?.version ??
        findExistingVersion(release, existing.get(generatedHelmfile(environment.directory))) ??
        findUpstreamVersion(release, environment, { environments, chosen, existing }) ??
        release.version;
      if (version === undefined) issues.push(renderMissing(release, environment));
      else versions.set(release.name, version);
    }
  }
  if (issues.length > 0) throw new UserError(issues);
  return chosen;
}

interface Choice {
  readonly environments: ReadonlyMap<string, ResolvedEnvironment>;
  readonly chosen: ChosenVersions;
  readonly existing: ParsedHelmfiles;
}

/** Finds the upstream's version. If the release does not run there, uses that one's own upstream. */
function findUpstreamVersion(release: ResolvedRelease, environment: ResolvedEnvironment, choice: Choice): string | undefined {
  const upstream = environment.follows === undefined ? undefined : choice.environments.get(environment.follows);
  if (upstream === undefined) return undefined;
  const version = upstream.isHandWritten
    ? findWrittenVersion(release, upstream, choice.existing)
    : findChosenVersion(release, upstream, choice.chosen);
  return version ?? findUpstreamVersion(release, upstream, choice);
}

function findWrittenVersion(release: ResolvedRelease, { helmfiles }: ResolvedEnvironment, existing: ParsedHelmfiles): string | undefined {
  const own = [...existing].filter(([path]) => matchesAny(path, helmfiles));
  return own.map(([, helmfile]) => findExistingVersion(release, helmfile)).find((version) => version !== undefined);
}

function findChosenVersion(release: ResolvedRelease, upstream: ResolvedEnvironment, chosen: ChosenVersions): string | undefined {
  const same = upstream.releases.find(({ name }) => name === release.name);
  if (same?.repository === undefined || release.repository === undefined) return undefined;
  const isSame = chartName(same) === chartName(release) && normalizeUrl(same.repository.url) === normalizeUrl(release.repository.url);
  return isSame ? chosen.get(upstream.name)?.get(release.name) : undefined;
}

function findExistingVersion(release: ResolvedRelease, helmfile: ParsedHelmfile | undefined): string | undefined {
  const match = helmfile?.releases.find((candidate) => candidate.name === release.name && isSameChart(release, candidate, helmfile));
  return match?.isVersionTemplated === false ? match.version : undefined;
}

function isSameChart(release: ResolvedRelease, candidate: ParsedRelease, helmfile: ParsedHelmfile): boolean {
  const source = findChartSource(candidate, helmfile);
  if (source === undefined || release.repository === undefined) return false;
  // A hand-written helmfile may have its repositories in a base, which desalt does not read. Then only names can be compared.
  if (source.repositoryUrl === undefined) return source.chart === release.chart;
  return source.chart === chartName(release) && source.repositoryUrl === normalizeUrl(release.repository.url);
}

function chartName({ chart }: ResolvedRelease): string {
  return chart.slice(chart.indexOf("/") + 1);
}

function renderMissing({ name, chart }: ResolvedRelease, environment: ResolvedEnvironment): Issue {
  return {
    message: `the new release "${name}" has no version in environment "${environment.name}" (chart "${chart}", releases.${name})`,
    hint: `add a first version, for example version: "1.2.3"; remove it when ${generatedHelmfile(environment.directory)} has one`,
  };
}

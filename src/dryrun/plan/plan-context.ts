import type { DeclaredFleet } from "./declared-release.ts";
import { isSamePackage } from "./find-dependency.ts";
import type { GivenUp } from "./given-up.ts";
import type { FailedRequest } from "../renovate/request-watch.ts";
import type { AppliedRule, Problem } from "./plan.generated.ts";
import type { RepositoryRun } from "../renovate/repository-run.ts";
import type { BranchSettings, ReportDependency, RepositoryReport } from "../renovate/report.ts";

/** A release, by its name in the helmfile. */
interface ReleaseName {
  readonly name: string;
  /** The chart as in the helmfile: `repository/chart`, or an OCI address. */
  readonly chart?: string;
  /** Renovate's name of the package, which distinguishes charts of one name. Default: any chart of the name matches. */
  readonly packageName?: string | undefined;
  readonly version?: string;
}

/** A published version of a package, if the registry's content is known. */
export interface KnownVersion {
  readonly version: string;
  readonly released?: Date;
}

export interface PlanInput {
  readonly renovate: string;
  readonly report: RepositoryReport;
  /** How Renovate's run over the repository ended. */
  readonly run?: RepositoryRun;
  /** The releases to account for. */
  readonly declared?: DeclaredFleet;
  /** Registries that were left out, because they failed before. */
  readonly givenUp?: readonly GivenUp[];
  /** By branch name. */
  readonly settings: ReadonlyMap<string, BranchSettings>;
  readonly failedRequests?: readonly FailedRequest[];
  readonly refusedHosts?: ReadonlySet<string>;
  /** The requests without a fixture. */
  readonly refusedUrls?: ReadonlySet<string>;
  /** Names of the hosts with fixtures. */
  readonly fixtureHosts?: ReadonlySet<string>;
  /** Renovate's silent changes of the config. */
  readonly configProblems?: readonly Problem[];
  /** Adds an explanation to a problem from Renovate. */
  readonly explainProblem?: (message: string) => string | undefined;
  readonly packageRules?: readonly AppliedRule[];
  /** Default: the directory that holds the file, `"."` for the root. */
  readonly environmentOf?: (file: string) => string | undefined;
  /** The releases of a file. Default: each release has its chart's name. */
  readonly releasesOf?: (file: string) => readonly ReleaseName[];
  /** Lists newer stable versions of a package than Renovate offers, oldest first, to show versions that the config excludes. */
  readonly versionsAfter?: (dependency: ReportDependency, version: string) => readonly KnownVersion[];
  /** All versions of a package, if the registry's content is known. */
  readonly versionsOf?: (dependency: ReportDependency) => readonly string[];
  readonly releaseDate?: (dependency: ReportDependency, version: string) => Date | undefined;
}

/** The environment of a package file: the caller's, otherwise its directory. */
export function environmentOf(file: string, input: PlanInput): string {
  const environment = input.environmentOf?.(file);
  if (environment !== undefined && environment !== "") return environment;
  const end = file.lastIndexOf("/");
  return end === -1 ? "." : file.slice(0, end);
}

export interface ReleaseQuery {
  readonly depName: string;
  readonly packageName: string;
  readonly version: string;
  readonly file: string;
}

/** The releases that use a chart in a file; the chart's name if the releases are unknown. */
export function releaseNames({ depName, packageName, version, file }: ReleaseQuery, input: PlanInput): readonly string[] {
  const isOfChart = (release: ReleaseName): boolean =>
    release.packageName === undefined
      ? release.chart === depName || release.chart?.endsWith(`/${depName}`) === true
      : isSamePackage(packageName, release.packageName);
  const candidates = (input.releasesOf?.(file) ?? []).filter(isOfChart);
  const exact = candidates.filter((release) => release.version === version);
  // Several environments may share a file.
  const names = new Set((exact.length > 0 ? exact : candidates).map(({ name }) => name));
  return names.size > 0 ? [...names] : [depName];
}

import type { FailedRequest } from "./lookup-cause.ts";
import type { AppliedRule, Problem } from "./plan.generated.ts";
import type { BranchSettings, ReportDependency, RepositoryReport } from "../renovate/report.ts";

/** A release as its helmfile names it. */
interface ReleaseName {
  readonly name: string;
  /** As in helmfile, `repository/chart`, or an OCI address. */
  readonly chart?: string;
  /** As in Renovate: tells charts of one name apart. Default: any chart of the name will do. */
  readonly packageName?: string | undefined;
  readonly version?: string;
}

/** A published version of a package, where the registry's content is known. */
export interface KnownVersion {
  readonly version: string;
  readonly released?: Date;
}

export interface PlanInput {
  readonly renovate: string;
  readonly report: RepositoryReport;
  /** By branch name. */
  readonly settings: ReadonlyMap<string, BranchSettings>;
  readonly failedRequests?: readonly FailedRequest[];
  readonly refusedHosts?: ReadonlySet<string>;
  /** What was asked for and has no fixture. */
  readonly refusedUrls?: ReadonlySet<string>;
  /** Names of the hosts that fixtures answer for. */
  readonly fixtureHosts?: ReadonlySet<string>;
  /** What Renovate makes of the config without complaining. */
  readonly configProblems?: readonly Problem[];
  /** More words on a problem of Renovate's. */
  readonly explainProblem?: (message: string) => string | undefined;
  readonly packageRules?: readonly AppliedRule[];
  /** Default: the directory that holds the file, `"."` for the root. */
  readonly environmentOf?: (file: string) => string | undefined;
  /** Default: a release is named like its chart. */
  readonly releasesOf?: (file: string) => readonly ReleaseName[];
  /** Newer stable versions of a package than Renovate offers, oldest first; makes versions visible that the config leaves out. */
  readonly versionsAfter?: (dependency: ReportDependency, version: string) => readonly KnownVersion[];
  readonly releaseDate?: (dependency: ReportDependency, version: string) => Date | undefined;
}

/** The environment of a package file: what the caller says, else its directory. */
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

/** The releases that use a chart in a file; its own name where nothing is known of releases. */
export function releaseNames({ depName, packageName, version, file }: ReleaseQuery, input: PlanInput): readonly string[] {
  const isOfChart = (release: ReleaseName): boolean =>
    release.packageName === undefined
      ? release.chart === depName || release.chart?.endsWith(`/${depName}`) === true
      : release.packageName === packageName;
  const candidates = (input.releasesOf?.(file) ?? []).filter(isOfChart);
  const exact = candidates.filter((release) => release.version === version);
  const names = (exact.length > 0 ? exact : candidates).map(({ name }) => name);
  return names.length > 0 ? names : [depName];
}

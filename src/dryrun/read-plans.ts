import semver from "semver";
import { findPublished } from "./plan/list-publications.ts";
import { parseAppliedRules } from "./plan/applied-rules.ts";
import { describeConfig } from "./plan/config-problems.ts";
import type { DeclaredFleet } from "./plan/declared-release.ts";
import { leaveOut } from "./plan/given-up.ts";
import { makePlan } from "./plan/make-plan.ts";
import type { PlanInput } from "./plan/plan-context.ts";
import type { Plan } from "./plan/plan.generated.ts";
import { explainMissingPreset } from "./plan/preset-reference.ts";
import type { Published } from "./fixtures/dated-versions.ts";
import type { RunningFixtures } from "./hosts/start-fixtures.ts";
import { maskSaid } from "../io/secrets/known-secrets.ts";
import { parseBranchSettings, type ReportDependency, type RepositoryReport } from "./renovate/report.ts";
import { isDisabled } from "./renovate/repository-run.ts";
import type { RepositoryOutcome } from "./rounds.ts";
import type { PlannedRepository } from "./planned-repository.ts";

/** All runs of Renovate for one plan of each repository. */
export interface FinishedRun {
  readonly repositories: readonly PlannedRepository[];
  /** Whether hosts without a fixture are asked. */
  readonly network: boolean;
  readonly fixtures: RunningFixtures;
  readonly outcomes: ReadonlyMap<string, RepositoryOutcome>;
  readonly version: string;
}

/** Reads the plans from what Renovate left behind. */
export function readPlans({ repositories, network, fixtures, outcomes, version }: FinishedRun): readonly Plan[] {
  const names = repositories.map(({ name }) => name);
  const isExplained = [...outcomes.values()].some(({ report }) => report?.problems.some(({ level }) => level >= 50) === true);
  return repositories.map(({ name, environmentOf, releasesOf, declared }) => {
    const outcome = outcomes.get(name);
    if (outcome === undefined) throw new Error(`Renovate did not run over ${name}`);
    const { run, log, failedRequests, givenUp, exitCode, stopped } = outcome;
    const report =
      outcome.report ?? (isDisabled(run) ? nothing : addProblem(nothing, stopped ?? `Renovate's report says nothing about ${name}`));
    const published = (dependency: ReportDependency): readonly Published[] => findPublished(fixtures.set.registries, dependency);
    const plan = makePlan({
      renovate: version,
      report: exitCode === 0 || isExplained ? report : addProblem(report, `Renovate ended with exit code ${exitCode}`),
      run,
      givenUp,
      settings: parseBranchSettings(
        log,
        report.branches.map((branch) => branch.name),
      ),
      failedRequests,
      refusedHosts: fixtures.refusedHosts,
      refusedUrls: fixtures.refusedUrls,
      fixtureHosts: fixtures.fixtureHosts,
      configProblems: describeConfig(log),
      explainProblem: (message) => explainMissingPreset(message, { presets: fixtures.set.presets, repositories: names, network }),
      packageRules: parseAppliedRules(log, leaveOut(givenUp).packageRules.length),
      versionsAfter: (dependency, after) => published(dependency).filter(({ version: candidate }) => isNewerStable(candidate, after)),
      versionsOf: (dependency) => published(dependency).map((one) => one.version),
      releaseDate: (dependency, wanted) => published(dependency).find((one) => one.version === wanted)?.released,
      ...(environmentOf === undefined ? {} : { environmentOf }),
      ...(declared === undefined ? {} : { declared }),
      releasesOf: releasesOf ?? ((file) => listDeclared(file, declared)),
    });
    return {
      ...plan,
      releases: plan.releases.map((release) => (release.reason === undefined ? release : { ...release, reason: maskSaid(release.reason) })),
      problems: plan.problems.map((problem) => ({ ...problem, message: maskSaid(problem.message) })),
    };
  });
}

/** The releases whose versions a file may hold. */
function listDeclared(file: string, declared: DeclaredFleet | undefined): ReturnType<NonNullable<PlanInput["releasesOf"]>> {
  const releases = declared?.releases.filter((release) => release.file === file || release.involved.includes(file)) ?? [];
  return releases.map(({ release, chart, packageName, version }) => {
    return { name: release, chart, ...(packageName !== undefined && { packageName }), ...(version !== undefined && { version }) };
  });
}

function isNewerStable(candidate: string, version: string): boolean {
  return semver.valid(version) !== null && semver.gt(candidate, version) && semver.prerelease(candidate) === null;
}

const nothing: RepositoryReport = { problems: [], branches: [], files: [] };

function addProblem(report: RepositoryReport, message: string): RepositoryReport {
  return { ...report, problems: [...report.problems, { level: 50, message, isConfigError: false }] };
}

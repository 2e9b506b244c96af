import { join } from "node:path";
import semver from "semver";
import type { Fixtures } from "./fixtures/fixtures.generated.ts";
import { startForge, type RepositorySource } from "./forge/forge.ts";
import { parseAppliedRules } from "./plan/applied-rules.ts";
import { describeConfig } from "./plan/config-problems.ts";
import { explainMissingPreset } from "./plan/preset-reference.ts";
import { parseFailedRequests } from "./plan/lookup-cause.ts";
import { makePlan } from "./plan/make-plan.ts";
import type { Plan } from "./plan/plan.generated.ts";
import type { PlanInput } from "./plan/plan-context.ts";
import { findPublished } from "./plan/list-publications.ts";
import { parseNow } from "../core/time.ts";
import { isLoggedAs } from "./renovate/log.ts";
import { findRenovate, type RenovateInstallation } from "./renovate/installation.ts";
import { runRenovate, type RenovateOutput } from "./renovate/process.ts";
import { parseBranchSettings, parseReport, type RepositoryReport } from "./renovate/report.ts";
import { startFixturesIn, type RunningFixtures } from "./hosts/start-fixtures.ts";
import { makeTemporaryFolder } from "../io/files/temporary-folder.ts";
import { maskSaid, rememberSecrets } from "../io/secrets/known-secrets.ts";

/** A repository to plan: a directory, committed or not, or files in memory. */
export interface PlannedRepository extends RepositorySource, Pick<PlanInput, "environmentOf" | "releasesOf"> {}

export interface DryRunOptions extends Fixtures {
  readonly repositories: readonly PlannedRepository[];
  /** Variables to add to Renovate's environment, which is otherwise made from scratch. */
  readonly env?: Readonly<Record<string, string>>;
  /** Renovate's global config, such as `hostRules`. */
  readonly globalConfig?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (text: string) => void;
  /** Where to look for Renovate. Default: the current directory. */
  readonly cwd?: string;
}

/**
 * Runs the real Renovate once, as a full dry run on loopback, and returns one plan per repository, in their order.
 * Always removes servers, processes and temporary folders afterwards.
 */
export async function planRepositories(options: DryRunOptions): Promise<readonly Plan[]> {
  rememberSecrets(confidentialValues(options));
  const now = new Date(parseNow(options.now, Date.now()));
  const renovate = await findRenovate({ directory: options.cwd ?? process.cwd() });
  const folder = await makeTemporaryFolder();
  try {
    const fixtures = await startFixturesIn({ folder: folder.path, fixtures: options, now, answersStrangers: true });
    try {
      const output = await runOnForge({ options, fixtures, renovate, now, folder: folder.path });
      return readPlans({ options, fixtures, output, version: renovate.version });
    } finally {
      await fixtures.close();
    }
  } finally {
    await folder.remove();
  }
}

/** One repository and its surroundings. */
export interface RepositoryOptions extends Omit<DryRunOptions, "repositories">, Omit<PlannedRepository, "name"> {
  /** The name on the forge, `owner/name`, as in a preset `local>owner/name`. Default: `local/repository`. */
  readonly name?: string;
}

/** Like `planRepositories`, for one repository: a directory, files in memory, or files over a directory. */
export async function planRepository(options: RepositoryOptions): Promise<Plan> {
  const { name = "local/repository", directory, files, refs, environmentOf, releasesOf, ...surroundings } = options;
  const repository: PlannedRepository = {
    name,
    ...(directory === undefined ? {} : { directory }),
    ...(files === undefined ? {} : { files }),
    ...(refs === undefined ? {} : { refs }),
    ...(environmentOf === undefined ? {} : { environmentOf }),
    ...(releasesOf === undefined ? {} : { releasesOf }),
  };
  const [plan] = await planRepositories({ ...surroundings, repositories: [repository] });
  if (plan === undefined) throw new Error("Renovate reported no repository");
  return plan;
}

interface ForgeRun {
  readonly options: DryRunOptions;
  readonly fixtures: RunningFixtures;
  readonly renovate: RenovateInstallation;
  readonly now: Date;
  readonly folder: string;
}

async function runOnForge({ options, fixtures, renovate, now, folder }: ForgeRun): Promise<RenovateOutput> {
  const { repositories, secrets, signal, onProgress } = options;
  const forge = await startForge({ repositories, presets: fixtures.set.presets, folder: join(folder, "repositories"), now });
  try {
    return await runRenovate({
      renovate,
      endpoint: forge.url,
      repositories: repositories.map(({ name }) => name),
      folder,
      environment: { ...githubToken(options), ...options.env, ...fixtures.environment },
      globalConfig: { ...options.globalConfig, ...(secrets === undefined ? {} : { secrets }) },
      clockOffset: options.now === undefined ? 0 : now.getTime() - Date.now(),
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
    });
  } finally {
    await forge.close();
  }
}

// Without a token Renovate skips everything from GitHub. The fixtures accept any token, unless they require a certain one.
// Renovate removes the token from all its output, so it must not be a common word.
function githubToken({ network = false, credentials = {} }: DryRunOptions): Readonly<Record<string, string>> {
  return network || credentials["github.com"] !== undefined ? {} : { GITHUB_COM_TOKEN: "desalt-fixture-token" };
}

interface FinishedRun {
  readonly options: DryRunOptions;
  readonly fixtures: RunningFixtures;
  readonly output: RenovateOutput;
  readonly version: string;
}

function readPlans({ options, fixtures, output, version }: FinishedRun): readonly Plan[] {
  const reports = parseReport(output.report);
  const names = options.repositories.map(({ name }) => name);
  const { network = false } = options;
  return options.repositories.map(({ name, environmentOf, releasesOf }) => {
    const log = output.log.filter(({ repository }) => repository !== undefined && isLoggedAs(repository, name));
    const report = reports.get(name);
    const plan = makePlan({
      renovate: version,
      report: report ?? unreported(name),
      settings: parseBranchSettings(
        log,
        (report?.branches ?? []).map((branch) => branch.name),
      ),
      failedRequests: parseFailedRequests(log),
      refusedHosts: fixtures.refusedHosts,
      refusedUrls: fixtures.refusedUrls,
      fixtureHosts: fixtures.fixtureHosts,
      configProblems: describeConfig(log),
      explainProblem: (message) => explainMissingPreset(message, { presets: fixtures.set.presets, repositories: names, network }),
      packageRules: parseAppliedRules(log),
      versionsAfter: (dependency, after) =>
        findPublished(fixtures.set.registries, dependency).filter(({ version: candidate }) => isNewerStable(candidate, after)),
      releaseDate: (dependency, wanted) =>
        findPublished(fixtures.set.registries, dependency).find((published) => published.version === wanted)?.released,
      ...(environmentOf === undefined ? {} : { environmentOf }),
      ...(releasesOf === undefined ? {} : { releasesOf }),
    });
    return { ...plan, problems: plan.problems.map((problem) => ({ ...problem, message: maskSaid(problem.message) })) };
  });
}

function isNewerStable(candidate: string, version: string): boolean {
  return semver.valid(version) !== null && semver.gt(candidate, version) && semver.prerelease(candidate) === null;
}

function unreported(name: string): RepositoryReport {
  const problem = { level: 50, message: `Renovate's report says nothing about ${name}`, isConfigError: false };
  return { problems: [problem], branches: [], files: [] };
}

function confidentialValues({ secrets = {}, credentials = {} }: DryRunOptions): readonly string[] {
  // A user name may be a common word, and hiding it would make messages unreadable.
  const values = Object.entries(secrets).flatMap(([name, value]) => (name.endsWith("_USERNAME") ? [] : [value]));
  const passwords = Object.values(credentials).flatMap(({ password, token }) => [password, token]);
  return [...values, ...passwords.filter((value) => value !== undefined)];
}

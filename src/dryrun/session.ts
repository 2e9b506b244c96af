import { join } from "node:path";
import type { Fixtures } from "./fixtures/fixtures.generated.ts";
import { startForge } from "./forge/forge.ts";
import type { Plan } from "./plan/plan.generated.ts";
import type { PlannedRepository } from "./planned-repository.ts";
import { parseNow } from "../core/time.ts";
import { findRenovate, type RenovateInstallation } from "./renovate/installation.ts";
import { runRenovate } from "./renovate/process.ts";
import { readPlans } from "./read-plans.ts";
import { runInRounds, type RepositoryOutcome } from "./rounds.ts";
import { startFixturesIn, type RunningFixtures } from "./hosts/start-fixtures.ts";
import { makeTemporaryFolder } from "../io/files/temporary-folder.ts";
import { rememberSecrets } from "../io/secrets/known-secrets.ts";

export interface DryRunOptions extends Fixtures {
  readonly repositories: readonly PlannedRepository[];
  /** Variables to add to Renovate's environment, which is otherwise made from scratch. */
  readonly env?: Readonly<Record<string, string>>;
  /** Renovate's global config, such as `hostRules`. */
  readonly globalConfig?: Readonly<Record<string, unknown>>;
  /** The longest time, in seconds, that Renovate may spend on one request and its answer. Default: 60. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (text: string) => void;
  /** Is told for which host, and for how many seconds, Renovate has been waiting. */
  readonly onWait?: (host: string, seconds: number) => void;
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
      const outcomes = await runOnForge({ options, fixtures, renovate, now, folder: folder.path });
      const { repositories, network = false } = options;
      return readPlans({ repositories, network, fixtures, outcomes, version: renovate.version });
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
  const { name = "local/repository", directory, files, refs, environmentOf, releasesOf, declared, ...surroundings } = options;
  const repository: PlannedRepository = {
    name,
    ...(directory === undefined ? {} : { directory }),
    ...(files === undefined ? {} : { files }),
    ...(refs === undefined ? {} : { refs }),
    ...(environmentOf === undefined ? {} : { environmentOf }),
    ...(releasesOf === undefined ? {} : { releasesOf }),
    ...(declared === undefined ? {} : { declared }),
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

async function runOnForge({ options, fixtures, renovate, now, folder }: ForgeRun): Promise<ReadonlyMap<string, RepositoryOutcome>> {
  const { repositories, secrets, signal, onProgress, onWait, globalConfig = {}, timeout = 60 } = options;
  const forge = await startForge({ repositories, presets: fixtures.set.presets, folder: join(folder, "repositories"), now });
  const { hostRules = [], packageRules = [] } = globalConfig;
  try {
    return await runInRounds({
      repositories: repositories.map(({ name }) => name),
      onLeaveOut: (hosts) => onProgress?.(`Renovate starts again without ${hosts.join(", ")}`),
      run: async (names, leftOut) =>
        await runRenovate({
          renovate,
          endpoint: forge.url,
          repositories: names,
          folder,
          environment: { ...githubToken(options), ...options.env, ...fixtures.environment },
          globalConfig: {
            ...globalConfig,
            hostRules: [...listOf(hostRules), ...leftOut.hostRules],
            packageRules: [...leftOut.packageRules, ...listOf(packageRules)],
            ...(secrets === undefined ? {} : { secrets }),
          },
          clockOffset: options.now === undefined ? 0 : now.getTime() - Date.now(),
          requestLimit: timeout * 1000,
          ...(signal === undefined ? {} : { signal }),
          ...(onProgress === undefined ? {} : { onProgress }),
          ...(onWait === undefined ? {} : { onWait }),
        }),
    });
  } finally {
    await forge.close();
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

// Without a token Renovate skips everything from GitHub. The fixtures accept any token, unless they require a certain one.
// Renovate removes the token from all its output, so it must not be a common word.
function githubToken({ network = false, credentials = {} }: DryRunOptions): Readonly<Record<string, string>> {
  return network || credentials["github.com"] !== undefined ? {} : { GITHUB_COM_TOKEN: "desalt-fixture-token" };
}

function confidentialValues({ secrets = {}, credentials = {} }: DryRunOptions): readonly string[] {
  // A user name may be a common word, and hiding it would make messages unreadable.
  const values = Object.entries(secrets).flatMap(([name, value]) => (name.endsWith("_USERNAME") ? [] : [value]));
  const passwords = Object.values(credentials).flatMap(({ password, token }) => [password, token]);
  return [...values, ...passwords.filter((value) => value !== undefined)];
}

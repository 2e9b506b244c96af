import { join } from "node:path";
import type { Files, Fixtures } from "./fixtures/fixtures.generated.ts";
import type { FixtureSet } from "./fixtures/fixtures.ts";
import { isolatedGitOrThrow, writeGitRepository } from "./forge/git-repository.ts";
import { startLiveForge, type LiveForge, type LivePullRequest } from "./forge/live-forge.ts";
import { startLiveRenovate, type LiveRenovate, type PassReport } from "./renovate/live-renovate.ts";
import { openLiveRepository, type LiveRepository } from "./forge/live-repository.ts";
import { parseNow } from "../core/time.ts";
import { findRenovate } from "./renovate/installation.ts";
import { createRollingHosts, type RollingHosts } from "./hosts/time-travel-hosts.ts";
import { startFixturesIn, type RunningFixtures } from "./hosts/start-fixtures.ts";
import { makeTemporaryFolder } from "../io/files/temporary-folder.ts";
import { rememberSecrets } from "../io/secrets/known-secrets.ts";
import { readSource } from "./forge/forge-repository.ts";

export interface LiveOptions {
  /** The fixtures; `now` is the end of the span. */
  readonly fixtures: Fixtures;
  /** `owner/name`. */
  readonly name: string;
  readonly directory: string;
  /** Files that replace or add to the directory's. */
  readonly files: Files;
  readonly start: Date;
  /** The largest number of runs of Renovate. */
  readonly passes: number;
  readonly globalConfig?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  /** Called when Renovate wants to merge a pull request itself. */
  readonly onMerge: (pullRequest: LivePullRequest) => Promise<boolean>;
}

/** A working forge, registries and Renovate, at chosen moments. */
export interface LiveSession extends AsyncDisposable {
  /** All publications of the span. */
  readonly registries: FixtureSet["registries"];
  readonly repository: LiveRepository;
  readonly forge: Pick<LiveForge, "pullRequests" | "issues">;
  readonly renovate: string;
  /** Runs Renovate once. */
  runRenovate(now: Date): Promise<PassReport>;
}

/** Starts everything. It ends with the session or with the process. */
export async function startLiveSession(options: LiveOptions): Promise<LiveSession> {
  const resources = new AsyncDisposableStack();
  try {
    return await startIn(resources, options);
  } catch (error) {
    await resources.disposeAsync();
    throw error;
  }
}

async function startIn(resources: AsyncDisposableStack, options: LiveOptions): Promise<LiveSession> {
  const installation = await findRenovate({ directory: options.directory });
  const folder = await makeTemporaryFolder();
  resources.defer(() => folder.remove());
  const { fixtures, rolling } = await startRollingFixtures(options, folder.path);
  resources.defer(() => fixtures.close());
  const repository = await createRepository(options, folder.path);
  resources.defer(() => repository.close());
  let clock = options.start.getTime();
  let renovate: LiveRenovate | undefined;
  const forge = await startLiveForge({
    name: options.name,
    gitFolder: join(repository.path, ".git"),
    onRepository: async (pass) => await renovate?.arrive(pass),
    readTip: async (branch) => (await repository.readBranches()).get(branch),
    onMerge: options.onMerge,
    now: () => clock,
  });
  resources.defer(() => forge.close());
  const { secrets = {} } = options.fixtures;
  rememberSecrets(Object.entries(secrets).flatMap(([name, value]) => (name.endsWith("_USERNAME") ? [] : [value])));
  const running = await startLiveRenovate({
    renovate: installation,
    endpoint: forge.url,
    name: options.name,
    passes: options.passes,
    folder: folder.path,
    environment: fixtures.environment,
    globalConfig: { ...options.globalConfig, secrets },
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  renovate = running;
  resources.defer(() => running.stop());
  return {
    registries: fixtures.set.registries,
    repository,
    forge,
    renovate: installation.version,
    async runRenovate(now) {
      clock = now.getTime();
      await rolling?.moveTo(now);
      return await running.visit(now);
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function startRollingFixtures(
  { fixtures, start }: LiveOptions,
  folder: string,
): Promise<{ fixtures: RunningFixtures; rolling: RollingHosts | undefined }> {
  let rolling: RollingHosts | undefined;
  const running = await startFixturesIn({
    folder,
    fixtures,
    now: new Date(parseNow(fixtures.now, Date.now())),
    answersStrangers: true,
    createHosts: async (set) => {
      rolling = await createRollingHosts(set, start);
      return rolling.hosts;
    },
  });
  return { fixtures: running, rolling };
}

async function createRepository({ directory, files, start }: LiveOptions, folder: string): Promise<LiveRepository> {
  const path = join(folder, "repository");
  const gitFolder = join(path, ".git");
  await writeGitRepository({ path: gitFolder, files: readSource({ directory, files }), date: start, subjects: ["Begin"] });
  // Readers of the history need a folder, and no branch is checked out.
  await isolatedGitOrThrow([`--git-dir=${gitFolder}`, "config", "core.bare", "false"]);
  await isolatedGitOrThrow([`--git-dir=${gitFolder}`, "config", "receive.denyCurrentBranch", "ignore"]);
  // References stay files that can be read without git.
  await isolatedGitOrThrow([`--git-dir=${gitFolder}`, "config", "gc.auto", "0"]);
  return await openLiveRepository(path, join(folder, "merging"));
}

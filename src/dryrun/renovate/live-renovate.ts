import { isRecord } from "../../core/json-value.ts";
import { maskSaid } from "../../io/secrets/known-secrets.ts";
import { startRenovate, type RenovateChild } from "./child.ts";
import type { RenovateInstallation } from "./installation.ts";
import { isNoise, type LogLine } from "./log.ts";
import { describeFailure } from "./process.ts";

export interface LiveRenovateOptions {
  readonly renovate: RenovateInstallation;
  /** The forge's address. */
  readonly endpoint: string;
  /** The repository, `owner/name`. */
  readonly name: string;
  /** How often it may visit the repository at most. */
  readonly passes: number;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly globalConfig: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
}

/** What one visit of Renovate came to. */
export interface PassReport {
  /** Something waits for nothing but time: a schedule, an age, a limit. */
  readonly waits: boolean;
  /** What Renovate complained about. */
  readonly complaints: readonly string[];
  /** Renovate gave the repository up. */
  readonly failed: boolean;
}

/** One process of Renovate that visits one repository again and again, each time at a moment of ours. */
export interface LiveRenovate {
  /** To be called by the forge when Renovate begins with the repository; settles when it may go on. */
  arrive(userAgent: string): Promise<void>;
  visit(now: Date): Promise<PassReport>;
  stop(): Promise<void>;
}

interface Signal {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

interface Pass {
  readonly arrived: Signal;
  readonly allowed: Signal;
  readonly finished: Signal;
  readonly log: LogLine[];
}

const settled = new Set(["pr-created", "pr-edited", "done", "no-work", "already-existed", "automerged", "rebase"]);

/**
 * Starts Renovate with the same repository many times over in its list. It loads for seconds and visits in less than one; each visit
 * has a user agent of its own, by which the forge knows the visit that a request belongs to.
 */
export async function startLiveRenovate(options: LiveRenovateOptions): Promise<LiveRenovate> {
  const passes = Array.from({ length: options.passes }, (): Pass => {
    return { arrived: createSignal(), allowed: createSignal(), finished: createSignal(), log: [] };
  });
  const early: LogLine[] = [];
  let next = 0;
  let current: Pass | undefined;
  const child = await startRenovate({
    ...options,
    config: renderConfig(options),
    clockOffset: 0,
    logLevel: "debug",
    setsClock: true,
    onLine(line) {
      (current?.log ?? early).push(line);
      if (line.message === "Repository finished") current?.finished.resolve();
    },
  });
  const lost = child.ended.then((end): never => {
    options.signal?.throwIfAborted();
    throw describeFailure(options, end.text, current?.log ?? early);
  });
  lost.catch(() => undefined);
  return {
    async arrive(userAgent) {
      const pass = passes[Number(/^desalt-(\d+)$/u.exec(userAgent)?.[1] ?? -1)];
      pass?.arrived.resolve();
      await pass?.allowed.promise;
    },
    visit: (now) => Promise.race([visit(child, now), lost]),
    async stop() {
      child.stop();
      await child.ended;
    },
  };

  async function visit(renovate: RenovateChild, now: Date): Promise<PassReport> {
    const pass = passes[next++];
    if (pass === undefined) throw new Error("Renovate was told of fewer visits");
    await pass.arrived.promise;
    current = pass;
    await renovate.setClock(now.getTime() - Date.now());
    pass.allowed.resolve();
    await pass.finished.promise;
    return describePass(pass.log);
  }
}

function createSignal(): Signal {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function renderConfig({ globalConfig, name, passes, endpoint, folder }: LiveRenovateOptions): Readonly<Record<string, unknown>> {
  const { force } = globalConfig;
  return {
    onboarding: false,
    requireConfig: "optional",
    cacheTtlOverride: { "datasource-*": 0 },
    gitAuthor: "Renovate <bot@example.com>",
    ...globalConfig,
    // Release notes cost requests to GitHub, and nobody reads them here. A rehearsal is of charts.
    force: { ...(isRecord(force) ? force : {}), fetchChangeLogs: "off", enabledManagers: ["helmfile"] },
    platform: "gitea",
    endpoint,
    token: "loopback",
    gitUrl: "ssh",
    persistRepoData: true,
    autodiscover: false,
    repositories: Array.from({ length: passes }, (_, number) => ({ repository: name, userAgent: `desalt-${number}` })),
    baseDir: `${folder}/base`,
    cacheDir: `${folder}/cache`,
  };
}

function describePass(log: readonly LogLine[]): PassReport {
  let waits = false;
  let failed = false;
  const complaints: string[] = [];
  for (const { level, message, fields } of log) {
    if (level >= 40 && !isNoise(message)) complaints.push(maskSaid(`${message}${describeError(fields["err"])}`));
    if (message === "branches info extended") waits ||= hasUnsettled(fields["branchesInformation"]);
    // A version that is too young is in no branch yet.
    if (message === "packageFiles with updates") waits ||= /"pendingVersions":\["/u.test(JSON.stringify(fields["config"]));
    if (message === "Repository finished") failed = fields["result"] !== "done" && fields["result"] !== "automerged";
  }
  return { waits, failed, complaints: [...new Set(complaints)] };
}

function hasUnsettled(branches: unknown): boolean {
  if (!Array.isArray(branches)) return false;
  return branches.some((branch: unknown) => isRecord(branch) && typeof branch["result"] === "string" && !settled.has(branch["result"]));
}

function describeError(error: unknown): string {
  return isRecord(error) && typeof error["message"] === "string" ? `: ${error["message"]}` : "";
}

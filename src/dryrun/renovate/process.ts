import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { hasCode, UserError } from "../../core/user-error.ts";
import { isRecord } from "../../core/json-value.ts";
import { startRenovate, type RenovateChild } from "./child.ts";
import type { RenovateInstallation } from "./installation.ts";
import { renderComplaints, type LogLine } from "./log.ts";
import { watchRequests, type FailedRequest, type OverdueRequest, type RequestWatch } from "./request-watch.ts";

export interface RenovateRun {
  readonly renovate: RenovateInstallation;
  /** The forge's address. */
  readonly endpoint: string;
  /** Names of repositories on the forge. */
  readonly repositories: readonly string[];
  /** A temporary folder for everything that Renovate writes; it goes away with Renovate when desalt is killed. */
  readonly folder: string;
  /** Added to an environment made from scratch. */
  readonly environment: Readonly<Record<string, string>>;
  /** Renovate's global config; the options that make it a dry run win. */
  readonly globalConfig: Readonly<Record<string, unknown>>;
  /** Milliseconds between the real time and the time Renovate is to see. */
  readonly clockOffset: number;
  /** The longest time, in milliseconds, that Renovate may spend on one request and its answer. */
  readonly requestLimit: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (text: string) => void;
  /** Is told for which host, and for how many seconds, Renovate has been waiting. */
  readonly onWait?: (host: string, seconds: number) => void;
}

/** What a run left behind: the text of its report, and its log from debug level on. */
export interface RenovateOutput {
  /** Undefined if requests were overdue, and the run was stopped. */
  readonly report?: string;
  readonly log: readonly LogLine[];
  readonly exitCode: number;
  readonly overdue: readonly OverdueRequest[];
  /** The requests that a registry failed to answer. */
  readonly outages: readonly FailedRequest[];
}

/** Runs Renovate once, as a full dry run, for all repositories. A run without a report is a `UserError` with the complaints of the log. */
export async function runRenovate(run: RenovateRun): Promise<RenovateOutput> {
  run.signal?.throwIfAborted();
  const reportPath = join(run.folder, "report.json");
  const log: LogLine[] = [];
  run.onProgress?.(`Renovate ${run.renovate.version} is starting`);
  const watch = watchRequests({ limit: run.requestLimit, ownOrigin: new URL(run.endpoint).origin });
  // An earlier run for other repositories may have been stopped anywhere.
  for (const left of [reportPath, join(run.folder, "base")]) await rm(left, { recursive: true, force: true });
  const child = await startRenovate({
    ...run,
    config: renderConfig(run, reportPath),
    logLevel: "trace",
    tellsRequests: true,
    onLine(line) {
      if (watch.note(line, performance.now())) return;
      log.push(line);
      const progress = renderProgress(line);
      if (progress !== undefined) run.onProgress?.(progress);
    },
  });
  const guard = stopWhenOverdue(run, watch, child);
  try {
    const end = await child.ended;
    run.signal?.throwIfAborted();
    const overdue = guard.stop();
    if (overdue.length > 0) return { log, overdue, outages: watch.outages, exitCode: 0 };
    const report = await readReport(reportPath);
    if (report === undefined) throw describeFailure(run, `${end.text} and left no report`, log);
    if (end.exitCode === undefined) throw describeFailure(run, end.text, log);
    return { report, log, overdue, outages: watch.outages, exitCode: end.exitCode };
  } finally {
    guard.stop();
    child.stop();
  }
}

/** Ends Renovate when a request takes too long, and says before that for which host it waits. */
function stopWhenOverdue(run: RenovateRun, watch: RequestWatch, child: RenovateChild): { stop(): readonly OverdueRequest[] } {
  let overdue: readonly OverdueRequest[] = [];
  const timer = setInterval(() => {
    const now = performance.now();
    overdue = watch.overdue(now);
    const oldest = watch.oldest();
    const seconds = oldest === undefined ? 0 : Math.floor((now - oldest.since) / 1000);
    if (oldest !== undefined && seconds >= 2) run.onWait?.(oldest.url.host, seconds);
    if (overdue.length === 0) return;
    clearInterval(timer);
    child.stop();
  }, 250);
  return {
    stop() {
      clearInterval(timer);
      return overdue;
    },
  };
}

/** A Renovate that ended without having done its work. */
export function describeFailure({ renovate }: Pick<RenovateRun, "renovate">, end: string, log: readonly LogLine[]): UserError {
  const complaints = renderComplaints(log);
  return new UserError({
    message: `Renovate ${renovate.version} ${end}${complaints === "" ? "" : `; its first messages:\n${complaints}`}`,
    hint: "fix what the first message says; when it says nothing, run Renovate itself with LOG_LEVEL=debug",
  });
}

function renderConfig(run: RenovateRun, reportPath: string): Readonly<Record<string, unknown>> {
  const { force, hostRules } = run.globalConfig;
  const rules: readonly unknown[] = Array.isArray(hostRules) ? hostRules : [];
  return {
    onboarding: false,
    requireConfig: "optional",
    // Renovate shares an index among repositories, whether or not each of them has the credentials for it.
    ...(run.repositories.length > 1 ? { cacheTtlOverride: { "datasource-*": 0 } } : {}),
    gitAuthor: "Renovate <bot@example.com>",
    ...run.globalConfig,
    // Release notes are for the text of pull requests, which a dry run does not show, and each costs requests to GitHub.
    force: { ...(isRecord(force) ? force : {}), fetchChangeLogs: "off" },
    // Renovate's own limit of 60 seconds for each try must not come first.
    hostRules: [...timeouts(run.requestLimit), ...rules],
    platform: "gitea",
    endpoint: run.endpoint,
    token: "loopback",
    gitUrl: "ssh",
    dryRun: "full",
    autodiscover: false,
    repositories: run.repositories,
    reportType: "file",
    reportPath,
    baseDir: join(run.folder, "base"),
    cacheDir: join(run.folder, "cache"),
  };
}

function timeouts(requestLimit: number): readonly object[] {
  return ["helm", "docker"].map((hostType) => ({ hostType, timeout: requestLimit + 10_000 }));
}

async function readReport(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function renderProgress({ message, repository }: LogLine): string | undefined {
  if (message === "Renovate started") return message;
  if (message === "Repository started") return `${repository ?? "repository"}: looking up versions`;
  return message === "Repository finished" ? `${repository ?? "repository"}: done` : undefined;
}

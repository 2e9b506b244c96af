import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { hasCode, UserError } from "../../core/user-error.ts";
import { isRecord } from "../../core/json-value.ts";
import { startRenovate } from "./child.ts";
import type { RenovateInstallation } from "./installation.ts";
import { renderLogTail, type LogLine } from "./log.ts";

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
  readonly signal?: AbortSignal;
  readonly onProgress?: (text: string) => void;
}

/** What a run left behind: the text of its report, and its log from debug level on. */
export interface RenovateOutput {
  readonly report: string;
  readonly log: readonly LogLine[];
}

/** Runs Renovate once, as a full dry run, for all repositories. A run without a report is a `UserError` with the end of the log. */
export async function runRenovate(run: RenovateRun): Promise<RenovateOutput> {
  run.signal?.throwIfAborted();
  const reportPath = join(run.folder, "report.json");
  const log: LogLine[] = [];
  run.onProgress?.(`Renovate ${run.renovate.version} is starting`);
  const child = await startRenovate({
    ...run,
    config: renderConfig(run, reportPath),
    logLevel: "trace",
    onLine(line) {
      log.push(line);
      const progress = renderProgress(line);
      if (progress !== undefined) run.onProgress?.(progress);
    },
  });
  try {
    const end = await child.ended;
    run.signal?.throwIfAborted();
    const report = await readReport(reportPath);
    if (report === undefined) throw describeFailure(run, end, log);
    return { report, log };
  } finally {
    child.stop();
  }
}

/** A Renovate that ended without having done its work. */
export function describeFailure({ renovate }: Pick<RenovateRun, "renovate">, end: string, log: readonly LogLine[]): UserError {
  const tail = renderLogTail(log);
  return new UserError({
    message: `Renovate ${renovate.version} ${end} and left no report${tail === "" ? "" : `; its last messages:\n${tail}`}`,
    hint: "fix what the last message says; when it says nothing, run Renovate itself with LOG_LEVEL=debug",
  });
}

function renderConfig(run: RenovateRun, reportPath: string): Readonly<Record<string, unknown>> {
  const { force } = run.globalConfig;
  return {
    onboarding: false,
    requireConfig: "optional",
    // Renovate shares an index among repositories, whether or not each of them has the credentials for it.
    ...(run.repositories.length > 1 ? { cacheTtlOverride: { "datasource-*": 0 } } : {}),
    gitAuthor: "Renovate <bot@example.com>",
    ...run.globalConfig,
    // Release notes are for the text of pull requests, which a dry run does not show, and each costs requests to GitHub.
    force: { ...(isRecord(force) ? force : {}), fetchChangeLogs: "off" },
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

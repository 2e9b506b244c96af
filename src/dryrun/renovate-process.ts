import { once } from "node:events";
import { spawn, type ChildProcess } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { createInterface } from "node:readline";
import { onExit } from "signal-exit";
import { renderJson } from "../core/json-text.ts";
import { UserError } from "../core/user-error.ts";
import { hasCode } from "../core/error-code.ts";
import { isRecord } from "../core/json-value.ts";
import type { RenovateInstallation } from "./renovate-installation.ts";
import { parseLogLine, renderLogTail, type LogLine } from "./renovate-log.ts";

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
  /** Values that no message may show. */
  readonly confidential: readonly string[];
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

const preload = new URL(`./renovate-preload${extname(import.meta.url)}`, import.meta.url).href;

/** Runs Renovate once, as a full dry run, for all repositories. A run without a report is a `UserError` with the end of the log. */
export async function runRenovate(run: RenovateRun): Promise<RenovateOutput> {
  run.signal?.throwIfAborted();
  const files = { config: join(run.folder, "config.json"), report: join(run.folder, "report.json") };
  await writeFile(files.config, renderJson(renderConfig(run, files.report)), { mode: 0o600 });
  const child = spawn(run.renovate.node, ["--import", preload, run.renovate.program], {
    cwd: run.folder,
    env: renderEnvironment(run, files.config),
    stdio: ["pipe", "pipe", "pipe"],
    // A process group of its own, so that its git processes can be ended with it.
    detached: process.platform !== "win32",
  });
  const stop = () => killGroup(child);
  const forget = onExit(stop);
  run.signal?.addEventListener("abort", stop);
  try {
    const closed = once(child, "close");
    run.onProgress?.(`Renovate ${run.renovate.version} is starting`);
    const lines: LogLine[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (text) => {
        const line = parseLogLine(text);
        lines.push(line);
        const progress = renderProgress(line);
        if (progress !== undefined) run.onProgress?.(progress);
      });
    }
    const [code, signal] = await closed;
    run.signal?.throwIfAborted();
    const report = await readReport(files.report);
    if (report === undefined) {
      const end = typeof signal === "string" ? `was ended by ${signal}` : `ended with exit code ${String(code)}`;
      const tail = renderLogTail(lines, run.confidential);
      throw new UserError({
        message: `Renovate ${run.renovate.version} ${end} and left no report${tail === "" ? "" : `; its last messages:\n${tail}`}`,
        hint: "fix what the last message says; when it says nothing, run Renovate itself with LOG_LEVEL=debug",
      });
    }
    return { report, log: lines };
  } finally {
    stop();
    forget();
    run.signal?.removeEventListener("abort", stop);
  }
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

function renderEnvironment(run: RenovateRun, configPath: string): Readonly<Record<string, string>> {
  return {
    PATH: process.env["PATH"] ?? "",
    LC_ALL: "C",
    TZ: "UTC",
    GIT_CONFIG_NOSYSTEM: "1",
    ...run.environment,
    HOME: run.folder,
    TMPDIR: run.folder,
    LOG_FORMAT: "json",
    // On stdout rather than in a LOG_FILE, whose path Renovate turns to lower case.
    LOG_LEVEL: "trace",
    RENOVATE_CONFIG_FILE: configPath,
    DESALT_FOLDER: run.folder,
    DESALT_CLOCK_OFFSET: String(run.clockOffset),
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

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (process.platform === "win32") return void child.kill("SIGKILL");
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch (error) {
    if (!hasCode(error, "ESRCH")) throw error;
  }
}

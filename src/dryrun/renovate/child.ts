import { once } from "node:events";
import { spawn, type ChildProcess } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onExit } from "signal-exit";
import { renderJson } from "../../core/json-text.ts";
import { ownModule } from "../../io/files/own-package.ts";
import { killGroup } from "../../io/programs/kill-group.ts";
import type { RenovateInstallation } from "./installation.ts";
import { parseLogLine, type LogLine } from "./log.ts";

export interface RenovateStart {
  readonly renovate: RenovateInstallation;
  /** A temporary folder for everything that Renovate writes; it goes away with Renovate when desalt is killed. */
  readonly folder: string;
  /** Renovate's global config. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Added to an environment made from scratch. */
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds between the real time and the time Renovate is to see. */
  readonly clockOffset: number;
  readonly logLevel: "trace" | "debug";
  /** Lets it write a line for every request that it starts or ends. */
  readonly tellsRequests?: boolean;
  /** Lets the clock be set while Renovate runs. */
  readonly setsClock?: boolean;
  readonly signal?: AbortSignal;
  readonly onLine: (line: LogLine) => void;
}

/** How Renovate ended. */
interface RenovateEnd {
  /** Undefined if a signal ended it. */
  readonly exitCode?: number;
  /** In words. */
  readonly text: string;
}

/** A Renovate that runs. */
export interface RenovateChild {
  readonly ended: Promise<RenovateEnd>;
  /** Sets its clock; only with `setsClock`. */
  setClock(clockOffset: number): Promise<void>;
  /** Ends it and its git processes; does nothing once it has ended. */
  stop(): void;
}

const preload = ownModule("dryrun/renovate/preload");

/** Starts Renovate in a process group of its own, which goes away with this process. */
export async function startRenovate(start: RenovateStart): Promise<RenovateChild> {
  const configPath = join(start.folder, "config.json");
  await writeFile(configPath, renderJson(start.config), { mode: 0o600 });
  start.signal?.throwIfAborted();
  const child = spawn(start.renovate.node, ["--import", preload, start.renovate.program], {
    cwd: start.folder,
    env: renderEnvironment(start, configPath),
    stdio: ["pipe", "pipe", "pipe", ...(start.setsClock === true ? ["ipc" as const] : [])],
    // A process group of its own, so that its git processes can be ended with it.
    detached: process.platform !== "win32",
  });
  const kill = () => {
    // The number of a process that has ended may be another's by now.
    if (child.exitCode === null && child.signalCode === null) killGroup(child.pid);
  };
  const forget = onExit(kill);
  start.signal?.addEventListener("abort", kill);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on("line", (text) => start.onLine(parseLogLine(text)));
  }
  return {
    ended: describeEnd(child),
    setClock: (clockOffset) => setClock(child, clockOffset),
    stop() {
      kill();
      forget();
      start.signal?.removeEventListener("abort", kill);
    },
  };
}

async function describeEnd(child: ChildProcess): Promise<RenovateEnd> {
  const [code, signal] = await once(child, "close");
  if (typeof signal === "string") return { text: `was ended by ${signal}` };
  return { exitCode: Number(code), text: `ended with exit code ${String(code)}` };
}

async function setClock(child: ChildProcess, clockOffset: number): Promise<void> {
  const answer = once(child, "message");
  child.send({ clockOffset });
  await answer;
}

function renderEnvironment(start: RenovateStart, configPath: string): Readonly<Record<string, string>> {
  return {
    PATH: process.env["PATH"] ?? "",
    LC_ALL: "C",
    TZ: "UTC",
    GIT_CONFIG_NOSYSTEM: "1",
    ...start.environment,
    HOME: start.folder,
    TMPDIR: start.folder,
    LOG_FORMAT: "json",
    // On stdout rather than in a LOG_FILE, whose path Renovate turns to lower case.
    LOG_LEVEL: start.logLevel,
    RENOVATE_CONFIG_FILE: configPath,
    ...(start.tellsRequests === true ? { DESALT_TELLS_REQUESTS: "1" } : {}),
    DESALT_FOLDER: start.folder,
    DESALT_CLOCK_OFFSET: String(start.clockOffset),
  };
}

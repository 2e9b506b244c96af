import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { Readable } from "node:stream";
import { endWithDesalt } from "./end-with-desalt.ts";
import { killGroup } from "./kill-group.ts";
import { maskSaid } from "../secrets/known-secrets.ts";

/** How a program ended. */
export interface ProgramEnd {
  /** Undefined when it did not start, or a signal ended it. */
  readonly exitCode: number | undefined;
  /** Without the newline at the end, like `stderr`. As it is: mask what becomes part of a message. */
  readonly stdout: string;
  /** With credentials masked: it is for people. */
  readonly stderr: string;
  /** Why it could not run to its end, such as `spawn EACCES`. */
  readonly cause?: Error;
}

export interface ProgramOptions {
  readonly cwd?: string;
  /** In place of this process's own environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** Text for the standard input of the program, or its pieces. Default: nothing. */
  readonly input?: string | AsyncIterable<Uint8Array>;
  /** In milliseconds. Default: two minutes. */
  readonly timeout?: number;
  /**
   * Whether it leads a process group of its own, all of which ends with it: for programs that start others. It then has no terminal, where
   * git may have to ask for the passphrase of a key. Default: false.
   */
  readonly leadsGroup?: boolean;
  /** The longest output, in bytes; a longer one ends the program. Default: any. */
  readonly maxBuffer?: number;
  /** How bytes become text. `latin1` loses none. Default: `utf8`. */
  readonly encoding?: BufferEncoding;
  /** Leaves the newline at the end of its standard output. Default: false. */
  readonly keepNewline?: boolean;
}

/**
 * Runs a program without a shell; never throws. It ends with desalt. Not execa, whose 140 modules take longer to load than
 * git takes to answer, at every start of desalt.
 */
export async function runProgram(path: string, args: readonly string[], options: ProgramOptions = {}): Promise<ProgramEnd> {
  const { input = "", keepNewline = false, encoding = "utf8", cwd, env, leadsGroup = false } = options;
  const detached = leadsGroup && process.platform !== "win32";
  const child = spawn(path, args, { stdio: "pipe", detached, ...(cwd !== undefined && { cwd }), ...(env !== undefined && { env }) });
  // git removes its locks if it is asked to end; programs that start others are not asked.
  const end = (): void => void (leadsGroup ? killGroup(child.pid) : child.kill("SIGTERM"));
  const forget = endWithDesalt(end);
  // A program may end without reading its input. Its exit code shows whether that is an error.
  child.stdin.on("error", () => {});
  if (typeof input === "string") child.stdin.end(input);
  else Readable.from(input).pipe(child.stdin);
  const watch = watchOutput(child, options, end);
  // What it left running holds its output open, and would be waited for.
  if (leadsGroup) child.once("exit", end);
  const { exitCode, cause } = await waitForEnd(child);
  watch.stop();
  forget();
  const [stdout, stderr] = [watch.stdout, watch.stderr].map((chunks) => Buffer.concat(chunks).toString(encoding));
  const reason = watch.reason() ?? cause;
  return {
    exitCode: reason === undefined ? exitCode : undefined,
    stdout: keepNewline ? (stdout ?? "") : withoutNewline(stdout ?? ""),
    stderr: maskSaid(withoutNewline(stderr ?? "")),
    ...(reason !== undefined && { cause: new Error(maskSaid(reason)) }),
  };
}

interface Watch {
  readonly stdout: readonly Buffer[];
  readonly stderr: readonly Buffer[];
  /** Why desalt ended the program. */
  readonly reason: () => string | undefined;
  readonly stop: () => void;
}

/** Collects what a program says, and ends it if it says too much or takes too long. */
function watchOutput(child: ChildProcessWithoutNullStreams, options: ProgramOptions, end: () => void): Watch {
  const { timeout = 120_000, maxBuffer = Infinity } = options;
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
  let length = 0;
  let reason: string | undefined;
  const collect = (chunks: Buffer[]) => (chunk: Buffer) => {
    length += chunk.length;
    if (length <= maxBuffer) chunks.push(chunk);
    else {
      reason ??= `it printed more than ${maxBuffer} bytes`;
      end();
    }
  };
  child.stdout.on("data", collect(stdout));
  child.stderr.on("data", collect(stderr));
  const timer = setTimeout(() => {
    reason ??= `it had not ended after ${timeout / 1000} s`;
    end();
  }, timeout);
  return { stdout, stderr, reason: () => reason, stop: () => clearTimeout(timer) };
}

/** Waits for the end of a program and of its output. */
function waitForEnd(child: ChildProcessWithoutNullStreams): Promise<Pick<ProgramEnd, "exitCode"> & { readonly cause?: string }> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ exitCode: undefined, cause: error.message }));
    child.once("close", (code, signal) =>
      resolve(code === null ? { exitCode: undefined, cause: `it was ended by ${signal}` } : { exitCode: code }),
    );
  });
}

function withoutNewline(text: string): string {
  return text.replace(/\r?\n$/u, "");
}

import { execFile } from "node:child_process";
import { Readable } from "node:stream";
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
  /** The signal at the end of that time. Default: SIGTERM. */
  readonly killSignal?: NodeJS.Signals;
  /** The longest output, in bytes; a longer one ends the program. Default: any. */
  readonly maxBuffer?: number;
  /** How bytes become text. `latin1` loses none. Default: `utf8`. */
  readonly encoding?: BufferEncoding;
  /** Leaves the newline at the end of its standard output. Default: false. */
  readonly keepNewline?: boolean;
}

/**
 * Runs a program without a shell; never throws. Not execa, whose 140 modules take longer to load than
 * git takes to answer, at every start of desalt.
 */
export function runProgram(path: string, args: readonly string[], options: ProgramOptions = {}): Promise<ProgramEnd> {
  const { input = "", timeout = 120_000, keepNewline = false, ...rest } = options;
  return new Promise((resolve) => {
    const child = execFile(path, args, { maxBuffer: Infinity, timeout, ...rest }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : undefined;
      const texts = { stdout: keepNewline ? stdout : withoutNewline(stdout), stderr: maskSaid(withoutNewline(stderr)) };
      // Node repeats the arguments and what the program said.
      const cause = error !== null && exitCode === undefined ? new Error(maskSaid(error.message)) : undefined;
      resolve({ exitCode, ...texts, ...(cause !== undefined && { cause }) });
    });
    // A program may end without reading its input. Its exit code shows whether that is an error.
    child.stdin?.on("error", () => {});
    if (child.stdin === null) return;
    if (typeof input === "string") child.stdin.end(input);
    else Readable.from(input).pipe(child.stdin);
  });
}

function withoutNewline(text: string): string {
  return text.replace(/\r?\n$/u, "");
}

import { execFile } from "node:child_process";

/** How a program ended. */
export interface ProgramEnd {
  /** Undefined when it did not start, or a signal ended it. */
  readonly exitCode: number | undefined;
  /** Without the newline at the end, like `stderr`. */
  readonly stdout: string;
  readonly stderr: string;
  /** Why it could not run to its end, such as `spawn EACCES`. */
  readonly cause?: Error;
}

/**
 * Runs a program without a shell and without input; never throws. Not execa, whose 140 modules take longer to load than
 * git takes to answer, at every start of desalt.
 */
export function runProgram(path: string, args: readonly string[]): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const child = execFile(path, args, { maxBuffer: Infinity, timeout: 120_000 }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === "number" ? error.code : undefined;
      const texts = { stdout: withoutNewline(stdout), stderr: withoutNewline(stderr) };
      resolve({ exitCode, ...texts, ...(error !== null && exitCode === undefined ? { cause: error } : {}) });
    });
    child.stdin?.end();
  });
}

function withoutNewline(text: string): string {
  return text.replace(/\r?\n$/u, "");
}

import { execa } from "execa";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { listenOnLoopback } from "../../src/dryrun/hosts/loopback-server.ts";

/** A program that runs in the background until it is disposed of. */
export interface GuardedProgram extends AsyncDisposable {
  /** Waits until it is ready; fails with the end of what it printed when it ends instead, or takes more than a minute. */
  untilReady(isReady: () => Promise<boolean>): Promise<void>;
  /** The last lines that it printed. */
  readLog(): Promise<string>;
}

export interface GuardedStart {
  readonly name: string;
  /** Where it runs and logs; removed when it ends. */
  readonly folder: string;
  /** The whole environment. Default: ours. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a program that cannot outlive us: a shell reads from us until we close the pipe or are gone, `kill -9` included,
 * then ends the program and removes the folder. In a process group of its own, so that Ctrl-C does not end the shell first.
 */
export function startGuarded(command: readonly string[], { name, folder, env }: GuardedStart): GuardedProgram {
  const log = join(folder, `${name}.log`);
  const guard =
    'exec 3<&0; main=$$; (cat <&3; kill -9 $main; rm -rf "$0") >/dev/null 2>&1 & log=$1; shift; exec "$@" 3<&- </dev/null >"$log" 2>&1';
  const process = execa("/bin/sh", ["-c", guard, folder, log, ...command], {
    cwd: folder,
    ...(env === undefined ? {} : { env, extendEnv: false }),
    stdin: "pipe",
    stdout: "ignore",
    stderr: "ignore",
    reject: false,
    detached: true,
    cleanup: false,
  });
  let hasEnded = false;
  void process.finally(() => (hasEnded = true));
  const readLog = async () => (await readFile(log, "utf8")).split("\n").slice(-40).join("\n");
  return {
    readLog,
    async untilReady(isReady) {
      const deadline = Date.now() + 60_000;
      while (!(await isReady())) {
        if (hasEnded) throw new Error(`${name} ended:\n${await readLog()}`);
        if (Date.now() > deadline) throw new Error(`${name} is not ready after a minute:\n${await readLog()}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    async [Symbol.asyncDispose]() {
      process.stdin.end();
      await process;
    },
  };
}

/** Whether a server listens at an address, and likes the request. */
export async function answers(url: URL, headers: Readonly<Record<string, string>> = {}): Promise<boolean> {
  try {
    return (await fetch(url, { headers })).ok;
  } catch (error) {
    // `fetch` fails in this way only, and says why in `cause`: it does not listen yet.
    if (error instanceof TypeError) return false;
    throw error;
  }
}

export async function findFreePort(): Promise<number> {
  const server = await listenOnLoopback(createServer());
  await server.close();
  return server.port;
}

/** Lets Node's `fetch` in this process accept what an authority signed. */
export function trustAuthority(authority: string): void {
  setDefaultCACertificates([...getCACertificates("default"), authority]);
}

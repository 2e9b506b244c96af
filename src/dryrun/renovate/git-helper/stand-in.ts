import { EventEmitter } from "node:events";
import { Readable, Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { GitEnd, GitEvent, GitOrder } from "./protocol.ts";

export type GitStandIn = ReturnType<typeof makeGitStandIn>;

interface GitState {
  pid?: number | undefined;
  exitCode: number | null;
  signalCode: NodeJS.Signals | null;
  killed: boolean;
}

/** What `spawn` returns, as far as simple-git can tell, for a git that runs elsewhere; its `pid` is known only with the event `spawn`. */
export function makeGitStandIn(args: readonly string[], send: (order: GitOrder) => void) {
  const stdin = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      send({ type: "input", chunk });
      done();
    },
    final: (done) => {
      send({ type: "input" });
      done();
    },
  });
  const stdout = new Readable({ read: () => undefined });
  const stderr = new Readable({ read: () => undefined });
  const state: GitState = { exitCode: null, signalCode: null, killed: false };
  const git = Object.assign(new EventEmitter(), state, {
    stdin,
    stdout,
    stderr,
    stdio: [stdin, stdout, stderr] as const,
    spawnfile: "git",
    spawnargs: ["git", ...args],
    kill: (signal: NodeJS.Signals | number = "SIGTERM") => {
      if (git.exitCode !== null || git.signalCode !== null) return false;
      send({ type: "kill", signal });
      git.killed = true;
      return true;
    },
  });
  return git;
}

/** Has what happened to the real git happen to its stand-in. */
export function passEvent(git: GitStandIn, event: GitEvent): void {
  switch (event.type) {
    case "stdout":
    case "stderr":
      git[event.type].push(event.chunk ?? null);
      return;
    case "spawn":
      git.pid = event.pid;
      git.emit("spawn");
      return;
    case "error":
      git.emit("error", Object.assign(new Error(event.message), event.fields));
      return;
    case "exit":
      setEnd(git, event);
      git.emit("exit", event.code, event.signal);
      return;
    case "close":
      setEnd(git, event);
      void close(git, event);
  }
}

function setEnd(git: GitStandIn, { code, signal }: GitEnd): void {
  git.exitCode = code;
  git.signalCode = signal;
}

async function close(git: GitStandIn, { code, signal }: GitEnd): Promise<void> {
  // As Node does for streams that nobody reads.
  for (const stream of [git.stdout, git.stderr]) stream.resume();
  await Promise.all([finished(git.stdout), finished(git.stderr)]);
  // After a git without any output, simple-git waits for 50 ms in case there is one that comes late; here none can.
  git.stdout.emit("data", Buffer.alloc(0));
  git.emit("close", code, signal);
}

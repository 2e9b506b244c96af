import childProcess, { fork, type ChildProcess } from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import { ownModule } from "../../../io/files/own-package.ts";
import { describeLoss, type GitReply, type GitRequest } from "./protocol.ts";
import { makeGitStandIn, passEvent, type GitStandIn } from "./stand-in.ts";

const program = new URL(ownModule("dryrun/renovate/git-helper/process"));

/**
 * Has a small process spawn each `git` that this process asks for. Linux copies the page tables of a process that spawns another one,
 * which takes up to 30 ms for each git in a process as large as Renovate. Measured on two busy cores: a plan of the quickstart takes as
 * long without the small process (median of 24 pairs: 0.5 s more system time, 0.3 s less user time). A rehearsal of twelve days needs
 * 5.7 s of system time without it, and 1.7 s with it. Returns the small process, which ends with this one.
 */
export function spawnGitElsewhere(): ChildProcess {
  const { spawn } = childProcess;
  const spawner = fork(program, { execArgv: [], serialization: "advanced", stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const running = new Map<number, GitStandIn>();
  let count = 0;
  spawner.on("message", (reply) => {
    if (isReply(reply)) pass(reply);
  });
  spawner.on("error", stop).on("exit", () => stop(new Error("the process that spawns git has ended")));
  spawner.unref();
  spawner.channel?.unref();
  replaceSpawn(new Proxy(spawn, { apply: (target, self, values) => start(values) ?? Reflect.apply(target, self, values) }));
  return spawner;

  function start([command, args, options = {}, ...rest]: readonly unknown[]): GitStandIn | undefined {
    if (command !== "git" || !isTexts(args) || !isPlain(options) || rest.length > 0) return undefined;
    const id = count++;
    const send = (request: GitRequest): boolean => spawner.send(request);
    const git = makeGitStandIn(args, (order) => send({ ...order, id }));
    // Only a git that runs keeps this process alive.
    spawner.channel?.ref();
    running.set(id, git);
    send({ id, type: "spawn", args, cwd: options.cwd ?? process.cwd(), env: { ...(options.env ?? process.env) } });
    return git;
  }

  function pass(reply: GitReply): void {
    const git = running.get(reply.id);
    if (reply.type === "close") forget(reply.id);
    if (git !== undefined) passEvent(git, reply);
  }

  function forget(id: number): void {
    running.delete(id);
    if (running.size === 0) spawner.channel?.unref();
  }

  function stop(error: Error): void {
    replaceSpawn(spawn);
    for (const id of running.keys()) {
      for (const event of describeLoss(error)) pass({ ...event, id });
    }
  }
}

function replaceSpawn(spawn: typeof childProcess.spawn): void {
  Reflect.set(childProcess, "spawn", spawn);
  syncBuiltinESMExports();
}

interface PlainOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Whether the options are no others than those of simple-git, so that the output goes to pipes. */
function isPlain(options: unknown): options is PlainOptions {
  if (typeof options !== "object" || options === null) return false;
  const { cwd, env, windowsHide, ...others } = { cwd: undefined, env: undefined, windowsHide: true, ...options };
  const isKnown = (cwd === undefined || typeof cwd === "string") && (env === undefined || isTexts(Object.values(env)));
  return isKnown && Object.keys(others).length === 0 && typeof windowsHide === "boolean";
}

function isTexts(values: unknown): values is readonly string[] {
  return Array.isArray(values) && values.every((value) => typeof value === "string" && !value.includes("\0"));
}

function isReply(message: unknown): message is GitReply {
  return typeof message === "object" && message !== null && "id" in message && "type" in message;
}

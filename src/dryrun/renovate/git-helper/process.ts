// A program of its own, which the process of Renovate runs; nothing imports it.
import { spawn, type ChildProcess } from "node:child_process";
import { describeError, describeLoss, type GitReply, type GitRequest, type GitStart } from "./protocol.ts";

const running = new Map<number, ChildProcess>();

process.on("message", (request) => {
  if (isRequest(request)) follow(request);
});
// Renovate is gone.
process.on("disconnect", () => {
  for (const git of running.values()) git.kill("SIGKILL");
  process.exit();
});

function follow(request: GitRequest): void {
  const git = running.get(request.id);
  if (request.type === "spawn") startOrTell(request.id, request);
  else if (request.type === "kill") git?.kill(request.signal);
  else if (request.chunk === undefined) git?.stdin?.end();
  else git?.stdin?.write(request.chunk);
}

function startOrTell(id: number, git: GitStart): void {
  try {
    start(id, git);
  } catch (error) {
    for (const event of describeLoss(error)) reply({ ...event, id });
  }
}

function start(id: number, { args, cwd, env }: GitStart): void {
  const git = spawn("git", args, { cwd, env, windowsHide: true });
  running.set(id, git);
  // If git does not read its input, that is not an error. Its exit code decides.
  git.stdin.on("error", () => undefined);
  for (const type of ["stdout", "stderr"] as const) {
    git[type].on("data", (chunk: Buffer) => reply({ id, type, chunk }));
    // Ahead of Node's own listener, which closes git with its last output.
    git[type].prependListener("close", () => reply({ id, type }));
  }
  git.on("spawn", () => reply({ id, type: "spawn", pid: git.pid }));
  git.on("error", (error) => reply({ ...describeError(error), id }));
  git.on("exit", (code, signal) => reply({ id, type: "exit", code, signal }));
  git.on("close", (code, signal) => {
    running.delete(id);
    reply({ id, type: "close", code, signal });
  });
}

function reply(message: GitReply): void {
  if (process.connected) process.send?.(message);
}

function isRequest(message: unknown): message is GitRequest {
  return typeof message === "object" && message !== null && "id" in message && "type" in message;
}

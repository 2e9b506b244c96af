import childProcess, { type ChildProcessWithoutNullStreams, type SpawnOptionsWithoutStdio } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { spawnGitElsewhere } from "./client.ts";

const { spawn } = childProcess;

interface Case {
  readonly args: readonly string[];
  readonly options?: SpawnOptionsWithoutStdio;
  readonly input?: string | Buffer;
  readonly signal?: NodeJS.Signals;
  /** Leaves its input open. */
  readonly waits?: boolean;
}

const here = { cwd: tmpdir(), env: { PATH: process.env["PATH"] ?? "", LC_ALL: "C", SETTING: "a" } };
const cases: Readonly<Record<string, Case>> = {
  "writes to stdout": { args: ["--version"] },
  "writes to stderr and fails": { args: ["no-such-command"], options: here },
  "says nothing": { args: ["check-ref-format", "refs/heads/main"] },
  "fails without a word": { args: ["check-ref-format", "no..name"] },
  "reads its input": { args: ["hash-object", "--stdin"], input: "text\n" },
  "reads and writes megabytes": { args: ["stripspace"], input: Buffer.alloc(1_000_000, "0123456789\n") },
  "gets an environment": { args: ["-c", "alias.show=!echo $SETTING", "show"], options: here },
  "starts in a folder": { args: ["-c", "alias.where=!pwd", "where"], options: here },
  "starts in a folder that is not there": { args: ["--version"], options: { cwd: "/not/there" } },
  "is not to be found": { args: ["--version"], options: { env: { PATH: "/not/there" } } },
  "is killed": { args: ["hash-object", "--stdin"], signal: "SIGINT", waits: true },
};

describe("git that a process of its own spawns", () => {
  let spawner: ReturnType<typeof spawnGitElsewhere> | undefined;
  beforeAll(() => {
    spawner = spawnGitElsewhere();
  });
  afterAll(async () => {
    spawner?.kill();
    if (spawner !== undefined) await once(spawner, "exit");
  });

  it.each(Object.entries(cases))("is as one that Node spawns, when it %s", async (_, one) => {
    expect(childProcess.spawn).not.toBe(spawn);
    expect(await run(childProcess.spawn, one)).toEqual(await run(spawn, one));
  });

  it("runs beside others", async () => {
    const inputs = ["a", "b", "c", "d"];
    const runs = await Promise.all(inputs.map((input) => run(childProcess.spawn, { args: ["stripspace"], input })));
    expect(runs.map(({ stdout }) => stdout.toString())).toEqual(["a\n", "b\n", "c\n", "d\n"]);
  });

  it("fails alone, when Node refuses to spawn it", async () => {
    const [refused, other] = await Promise.all([
      run(childProcess.spawn, { args: ["--version"], options: { cwd: process.execPath } }),
      run(childProcess.spawn, { args: ["stripspace"], input: "a" }),
    ]);
    expect(refused.events).toEqual([
      ["error", "spawn ENOTDIR", expect.anything()],
      ["close", -1, null],
    ]);
    expect(other.stdout.toString()).toBe("a\n");
  });

  it("fails, when that process ends, and what comes next is spawned as before", async () => {
    const { spawn: before } = childProcess;
    const other = spawnGitElsewhere();
    const lost = run(childProcess.spawn, { args: ["hash-object", "--stdin"], waits: true });
    other.kill();
    expect((await lost).events).toContainEqual(["error", "the process that spawns git has ended", []]);
    expect(childProcess.spawn).toBe(before);
  });

  it("is a child of that process, others are children of this one", async () => {
    const show = ["-c", "alias.parent=!ps -o ppid= -p $PPID", "parent"];
    const parents = await Promise.all([
      run(childProcess.spawn, { args: show }),
      run((command, args, options) => childProcess.spawn(command, args, { ...options, stdio: "pipe" }), { args: show }),
    ]);
    expect(parents.map(({ stdout }) => Number(stdout.toString()))).toEqual([spawner?.pid, process.pid]);
  });
});

type Spawn = (command: string, args: readonly string[], options: SpawnOptionsWithoutStdio) => ChildProcessWithoutNullStreams;

async function run(spawnGit: Spawn, { args, options = {}, input, signal, waits = false }: Case) {
  const git = spawnGit("git", args, options);
  const events: unknown[] = [];
  const output: Record<"stdout" | "stderr", Buffer[]> = { stdout: [], stderr: [] };
  for (const name of ["stdout", "stderr"] as const) git[name].on("data", (chunk: Buffer) => output[name].push(chunk));
  for (const name of ["spawn", "exit", "close"]) git.on(name, (...values) => events.push([name, ...values]));
  git.on("error", (error) => events.push(["error", error.message, Object.entries(error)]));
  if (signal !== undefined) git.on("spawn", () => git.kill(signal));
  if (!waits) git.stdin.on("error", () => undefined).end(input);
  await new Promise((resolve) => void git.on("close", resolve));
  const { exitCode, signalCode, killed, spawnargs } = git;
  const [stdout, stderr] = [Buffer.concat(output.stdout), Buffer.concat(output.stderr)];
  return { stdout, stderr, events, exitCode, signalCode, killed, spawnargs, isAlive: git.kill(0) };
}

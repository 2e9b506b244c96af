import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { World } from "./world.ts";

const cli = join(import.meta.dirname, "../../dist/cli/bin.js");

/** How a run of desalt ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly said: string;
  readonly milliseconds: number;
}

/** A run of desalt, which may be ended early. */
export interface Start {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds after its start, and how it is ended. */
  readonly kill?: { readonly after: number; readonly signal: NodeJS.Signals };
}

/** In the environment of everything that a run starts. */
const marker = "DESALT_TORTURE";

/** Runs desalt in a world. */
export async function run({ infra, temporary, cache }: World, { args, environment, kill }: Start): Promise<Ended> {
  const start = performance.now();
  const places = { TMPDIR: temporary, XDG_CACHE_HOME: cache, HOME: cache, [marker]: temporary };
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: infra,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment, ...places, NO_COLOR: "1" },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text: string) => (said += text));
  const stop = new AbortController();
  if (kill !== undefined)
    void setTimeout(kill.after, undefined, { signal: stop.signal }).then(
      () => child.kill(kill.signal),
      () => {},
    );
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((done) => {
    child.once("exit", (...end) => done(end));
  });
  stop.abort();
  return { code, signal, said, milliseconds: performance.now() - start };
}

/** Processes that a run has left behind, by name, once those that are about to end have ended. */
export async function listLeft({ temporary }: World): Promise<readonly string[]> {
  for (let attempt = 0; ; attempt += 1) {
    const left = readdirSync("/proc").filter((name) => /^\d+$/u.test(name) && Number(name) !== process.pid && isOf(name, temporary));
    if (left.length === 0 || attempt === 50) return left.map((id) => read(`/proc/${id}/cmdline`).replaceAll("\0", " ").slice(0, 200));
    await setTimeout(100);
  }
}

function isOf(id: string, temporary: string): boolean {
  return read(`/proc/${id}/environ`).split("\0").includes(`${marker}=${temporary}`);
}

/** Empty for a process that has ended. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

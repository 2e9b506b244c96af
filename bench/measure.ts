import { execa } from "execa";
import { join } from "node:path";

/** One way to do a job. */
export interface Variant {
  /** Puts everything in place that is not measured. */
  readonly prepare?: () => Promise<void>;
  /** Does the job and returns how many milliseconds it took. */
  readonly run: () => Promise<number>;
}

/** Milliseconds of every turn, by variant. */
export type Times = ReadonlyMap<string, readonly number[]>;

/**
 * Runs all variants in turns, so that a busy minute of the machine hits each of them. Before them comes a turn that fills
 * caches and does not count.
 */
export async function measureInTurns(variants: Readonly<Record<string, Variant>>, turns: number): Promise<Times> {
  const times = new Map<string, number[]>(Object.keys(variants).map((name) => [name, []]));
  for (let turn = 0; turn <= turns; turn += 1) {
    for (const [name, { prepare, run }] of Object.entries(variants)) {
      await prepare?.();
      const milliseconds = await run();
      if (turn > 0) times.get(name)?.push(milliseconds);
    }
  }
  return times;
}

/** The median over turns of how many times as long one variant took as the other. */
export function ratioOf(times: Times, variant: string, base: string): number {
  const below = timesOf(times, base);
  return median(timesOf(times, variant).map((milliseconds, turn) => milliseconds / (below[turn] ?? Number.NaN)));
}

/** The median of a variant, in milliseconds. */
export function medianOf(times: Times, variant: string): number {
  return median(timesOf(times, variant));
}

/** How long a program takes from its start to its end. Throws when it fails. */
export async function timeProcess(command: string, args: readonly string[], cwd?: string): Promise<number> {
  const start = performance.now();
  await execa(command, args, { stdin: "ignore", maxBuffer: 1_000_000_000, ...(cwd === undefined ? {} : { cwd }) });
  return performance.now() - start;
}

const cpuTime = join(import.meta.dirname, "cpu-time.cjs");

/** How much CPU time a Node program takes, programs that it starts aside. Throws if it fails. */
export async function timeCpu(args: readonly string[]): Promise<number> {
  const { stdio } = await execa(process.execPath, ["--require", cpuTime, ...args], { stdio: ["ignore", "pipe", "pipe", "pipe"] });
  return Number(stdio[3]);
}

/** What a script of ours says in its last line: how long its work took, without Node's start. */
export async function readScriptTime(script: string, args: readonly string[]): Promise<number> {
  const { stdout } = await execa(process.execPath, [script, ...args], { stdin: "ignore", maxBuffer: 1_000_000_000 });
  return Number(stdout.slice(stdout.lastIndexOf("\n") + 1));
}

function timesOf(times: Times, variant: string): readonly number[] {
  const found = times.get(variant);
  if (found === undefined) throw new Error(`no variant ${variant}`);
  return found;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

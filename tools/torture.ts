/**
 * Kills every command at random moments, and lets it meet full disks: `npm run torture -- [--rounds N] [--seed N] [--only COMMAND]`.
 * One round of a problem again: `--only COMMAND --seed N --rounds 1`, by its name.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startFixtures } from "../src/dryrun/index.ts";
import { createChoices, type Choices } from "../test/e2e/fuzz/choices.ts";
import { listLeft, run, type Ended } from "./torture/run.ts";
import { charts, createWorld, type World } from "./torture/world.ts";

const { values } = parseArgs({ options: { rounds: { type: "string" }, seed: { type: "string" }, only: { type: "string" } } });
const rounds = Number(values.rounds ?? 1000);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const signals = ["SIGKILL", "SIGTERM", "SIGINT", "SIGHUP"] as const;
const moment = ["--now", "2026-11-12T00:00:00Z"];

/** What is tried, and what it changes; each on the state that those before it have left. */
const commands: Readonly<Record<string, readonly string[]>> = {
  generate: ["generate"],
  render: ["render", "--out", "../out"],
  publish: ["publish", "../out"],
  promote: ["promote", ...moment],
  diff: ["diff", "HEAD~1", "--no-cache"],
  gate: ["gate", "--base", "HEAD~1"],
  add: ["add", "./charts/local", "--name", "second", "--namespace", "apps"],
};

/** A command with the files before it and after it. */
interface Trial {
  readonly args: readonly string[];
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
  readonly whole: Ended;
}

const canMount = process.platform === "linux" && process.getuid?.() === 0;
const fixtures = await startFixtures({ charts });
const world = createWorld();
const problems: string[] = [];
const counts = new Map<string, number>();
try {
  const names = Object.keys(commands);
  for (const name of names) {
    const trial = await prepare(name);
    const share = Math.ceil(rounds / (values.only === undefined ? names.length : 1));
    const count = values.only === undefined || values.only === name ? share : 0;
    for (let round = 0; round < count; round += 1) await torture(trial, `${name} ${seed + round}`);
    world.reset();
    await run(world, { args: trial.args, environment: fixtures.environment });
    commit(name);
  }
} finally {
  await fixtures.close();
  world.remove();
}
for (const [what, count] of [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))) print(`${String(count).padStart(6)}  ${what}`);
for (const problem of problems) print(problem);
print(
  `${rounds} rounds, seed ${seed}: ${problems.length === 0 ? "nothing was lost, and nothing was left" : `${problems.length} problems`}`,
);
process.exitCode = problems.length === 0 ? 0 : 1;

async function prepare(name: string): Promise<Trial> {
  world.save();
  const args = commands[name] ?? [];
  const before = world.look();
  const whole = await run(world, { args, environment: fixtures.environment });
  if (whole.code !== 0) throw new Error(`${name} ended with ${whole.code}: ${whole.said}`);
  return { args, before, after: world.look(), whole };
}

function commit(name: string): void {
  const git = (...args: readonly string[]): string => execFileSync("git", ["-C", world.infra, ...args], { encoding: "utf8" });
  git("add", "--all");
  git("commit", "--quiet", "--allow-empty", "--message", name);
  git("push", "--quiet", "origin", "main");
}

/** One round: a run that meets a full disk, or is killed; then the same run again, in peace. */
async function torture(trial: Trial, title: string): Promise<void> {
  const choices = createChoices(Number(title.split(" ")[1]));
  world.reset();
  const isFull = canMount && choices.below(4) === 0;
  const what = await (isFull ? meetFullDisk(trial, choices) : kill(trial, choices));
  counts.set(`${title.split(" ")[0]}, ${what.name}`, (counts.get(`${title.split(" ")[0]}, ${what.name}`) ?? 0) + 1);
  const again = await run(world, { args: trial.args, environment: fixtures.environment });
  const found = [...what.problems, ...judgeRetry(trial, again), ...judgeRest(world, "the next run")];
  problems.push(...found.map((problem) => `${title}, ${what.name}: ${problem}`));
}

interface Outcome {
  readonly name: string;
  readonly problems: readonly string[];
}

async function kill(trial: Trial, choices: Choices): Promise<Outcome> {
  const signal = choices.any(signals);
  const after = choices.below(Math.ceil(trial.whole.milliseconds));
  const ended = await run(world, { args: trial.args, environment: fixtures.environment, kill: { after, signal } });
  if (ended.signal === null) return { name: "ended before the signal", problems: judgeFiles(trial) };
  const left = signal === "SIGKILL" ? [] : [...(await listLeft(world)).map((line) => `is left: ${line}`), ...judgeRest(world, signal)];
  return { name: signal, problems: [...judgeFiles(trial), ...left] };
}

async function meetFullDisk(trial: Trial, choices: Choices): Promise<Outcome> {
  const [name, folder] = choices.any([["a full temporary folder", world.temporary] as const, ["a full cache", world.cache] as const]);
  execFileSync("mount", ["-t", "tmpfs", "tmpfs", folder, "-o", `size=${4 + choices.below(400)}k`]);
  try {
    const ended = await run(world, { args: trial.args, environment: fixtures.environment });
    const isSaid = ended.code === 0 || (ended.code === 2 && ended.said.includes("error: "));
    const wrong = isSaid ? [] : [`exit code ${ended.code}: ${ended.said.slice(-600)}`];
    return { name: `${name}: ${ended.code === 0 ? "done" : "said"}`, problems: [...judgeFiles(trial), ...wrong] };
  } finally {
    execFileSync("umount", ["--lazy", folder]);
  }
}

/** Each file is as before or as after. */
function judgeFiles({ before, after }: Trial): string[] {
  const now = world.look();
  const paths = new Set([...before.keys(), ...after.keys(), ...now.keys()]);
  return [...paths]
    .filter((path) => now.get(path) !== before.get(path) && now.get(path) !== after.get(path) && !isStray(path) && !isList(path))
    .map((path) => `${path} is neither as before nor as after: ${JSON.stringify(now.get(path)?.slice(0, 100))}`);
}

function judgeRetry({ after }: Trial, again: Ended): string[] {
  const now = world.look();
  const paths = [...new Set([...after.keys(), ...now.keys()])].filter((path) => now.get(path) !== after.get(path));
  const different = paths.map((path) => `${path} is not as it should be after the next run`);
  // What was added or published in full before the signal cannot be added again.
  const isDone = again.code === 0 || again.said.includes("is already declared") || again.said.includes("already exists");
  return isDone ? different : [`the next run ended with ${again.code}: ${again.said.slice(-600)}`];
}

/** Nothing of desalt's own is left. */
function judgeRest({ temporary, infra }: World, after: string): string[] {
  const folders = readdirSync(temporary).filter((name) => name.startsWith("desalt-"));
  const lock = existsSync(join(infra, ".git/desalt.lock")) ? ["the lock"] : [];
  const strays = [...world.look().keys()].filter(isStray);
  const locks = readdirSync(join(infra, ".git"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".lock"));
  return [...folders, ...lock, ...strays, ...locks].map((name) => `${name} is left after ${after}`);
}

function isStray(path: string): boolean {
  return path.endsWith(".tmp");
}

/** Lists name both what was and what will be while files are written. */
function isList(path: string): boolean {
  return /^out\/\.desalt\/\w+\.json$/u.test(path);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

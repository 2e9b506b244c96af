import { rm } from "node:fs/promises";
import { join } from "node:path";
import { measureInTurns, medianOf, ratioOf, timeCpu, timeProcess } from "./measure.ts";
import { makePromotedRepository } from "./promoted-repository.ts";
import { cli, makeFolder, resetRepository } from "./repository.ts";
import type { Benchmark, Goal, Result } from "./result.ts";

const turns = 12;

/** What desalt adds to the start of Node. */
export async function measureStart(): Promise<Benchmark> {
  const folder = await makeFolder();
  try {
    const fleet = join(folder, "fleet");
    await resetRepository(fleet, { environments: 1, releases: 3 });
    const promoted = join(folder, "promoted");
    await makePromotedRepository(promoted, { commits: 50, releases: 3 });
    const large = join(folder, "large");
    await makePromotedRepository(large, { commits: 50, releases: 200 });
    return { about, results: [...(await measureTime()), ...(await measureCpu(fleet, promoted)), await measureGate(large)] };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measureTime(): Promise<readonly Result[]> {
  const start = (args: readonly string[]) => ({ run: () => timeProcess(process.execPath, args) });
  const times = await measureInTurns({ node: start(["-e", "0"]), version: start([cli, "--version"]), help: start([cli, "--help"]) }, turns);
  const against = (name: string, variant: string): Result => ({
    name,
    ratio: ratioOf(times, variant, "node"),
    milliseconds: medianOf(times, variant),
  });
  return [{ ...against("desalt --version / node", "version"), goal: { atMost: 1.6 } }, against("desalt --help / node", "help")];
}

/** The check of one bump among 200 releases, beside the least that any such check does. */
async function measureGate(repository: string): Promise<Result> {
  const times = await measureInTurns(
    {
      least: {
        run: async () => {
          const diff = await timeProcess("git", ["-C", repository, "diff", "HEAD~1", "HEAD"]);
          return diff + (await timeProcess(process.execPath, ["-e", "0"])) + (await timeProcess(process.execPath, ["-e", "0"]));
        },
      },
      gate: { run: () => timeProcess(process.execPath, [cli, "gate", "--base", "HEAD~1", "--now", now, "--cwd", repository]) },
    },
    turns,
  );
  return {
    name: "gate, one bump of 200 releases / git diff and two starts of node",
    ratio: ratioOf(times, "gate", "least"),
    goal: { atMost: 3 },
    milliseconds: medianOf(times, "gate"),
  };
}

async function measureCpu(fleet: string, promoted: string): Promise<readonly Result[]> {
  const cpu = (args: readonly string[]) => ({ run: () => timeCpu(args) });
  const desalt = (directory: string, args: readonly string[]) => cpu([cli, ...args, "--cwd", directory]);
  const times = await measureInTurns(
    {
      node: cpu(["-e", "0"]),
      generate: desalt(fleet, ["generate"]),
      gate: desalt(promoted, ["gate", "--base", "HEAD~1", "--now", now]),
      promote: desalt(promoted, ["promote", "--dry-run", "--now", now]),
    },
    turns,
  );
  const against = (name: string, variant: string, goal: Goal): Result => ({
    name: `CPU time: ${name} / node`,
    ratio: ratioOf(times, variant, "node"),
    goal,
    milliseconds: medianOf(times, variant),
  });
  return [
    against("generate, nothing changed", "generate", { atMost: 6 }),
    against("gate", "gate", { atMost: 8 }),
    against("promote --dry-run", "promote", { atMost: 8 }),
  ];
}

const now = "2026-11-23";

const about =
  "against `node -e 0`. The last three are the CPU time of desalt's own process, without git's: `generate` for three releases, " +
  "`gate` and `promote --dry-run` in a repository of three releases and 50 commits; and the time of `gate` for one bump of 200 releases.";

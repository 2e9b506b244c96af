import { planRepositories } from "desalt/testing";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { credentials, registries } from "../examples/quickstart/charts.ts";
import { measureInTurns, medianOf, ratioOf } from "./measure.ts";
import { cli, makeFolder } from "./repository.ts";
import type { Benchmark } from "./result.ts";

const config = join(import.meta.dirname, "../examples/quickstart/desalt.config.ts");

/** What sharing one start of Renovate saves. */
export async function measureRenovate(): Promise<Benchmark> {
  const directory = await makeFolder();
  try {
    await cp(config, join(directory, "desalt.config.ts"));
    await execa("git", ["init", "--quiet"], { cwd: directory });
    await execa(process.execPath, [cli, "generate"], { cwd: directory });
    const times = await measureInTurns({ one: { run: () => planTimes(1, directory) }, ten: { run: () => planTimes(10, directory) } }, 3);
    const ratio = ratioOf(times, "ten", "one") / 10;
    return {
      about,
      results: [{ name: "10 repositories, 1 start / 10 starts", ratio, goal: { atMost: 0.25 }, milliseconds: medianOf(times, "ten") }],
    };
  } finally {
    await rm(directory, { recursive: true });
  }
}

const about =
  "the quickstart example's repository, planned ten times by one start of the real Renovate, against ten times what one start for one of them takes; registries and forge included.";

async function planTimes(count: number, directory: string): Promise<number> {
  const repositories = Array.from({ length: count }, (_, index) => ({ name: `acme/infra-${index}`, directory }));
  const start = performance.now();
  const plans = await planRepositories({ ...registries, repositories, secrets: credentials });
  const milliseconds = performance.now() - start;
  const isComplete = plans.every(({ problems, pullRequests }) => problems.length === 0 && pullRequests.length > 0);
  if (!isComplete) throw new Error(`Renovate had problems: ${JSON.stringify(plans.flatMap(({ problems }) => problems))}`);
  return milliseconds;
}

import { execa } from "execa";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openProject } from "../src/project/open-project.ts";
import { planNames } from "../src/project/planned-releases.ts";
import { renderPlan } from "../src/cli/commands/plan/text.ts";
import { planRepositories } from "../src/testing.ts";
import { examples } from "./examples.ts";
import { createFolder } from "./run-desalt.ts";

test("real Renovate plans every example without a problem, as its plan.txt shows", { timeout: 120_000 }, async () => {
  // A Monday, 2026-11-23, in office hours of the schedules that the examples have.
  const now = "2026-11-23T03:00:00Z";
  const directories = examples.map(({ directory }) => directory);
  const fleets = await Promise.all(directories.map((directory) => openProject(directory)));
  const plans = await planRepositories({
    now,
    charts: Object.assign({}, ...examples.map(({ registries }) => registries.charts)),
    github: Object.assign({}, ...examples.map(({ registries }) => registries.github)),
    npm: Object.assign({}, ...examples.map(({ registries }) => registries.npm)),
    credentials: Object.assign({}, ...examples.map(({ registries }) => registries.credentials)),
    secrets: Object.assign({}, ...examples.map(({ credentials }) => credentials)),
    repositories: await Promise.all(
      fleets.map(async (loaded, index) => ({ name: `acme/${index}`, directory: directories[index] ?? "", ...(await planNames(loaded)) })),
    ),
  });
  for (const [index, plan] of plans.entries()) {
    expect(plan.problems).toEqual([]);
    // Not the whole version, so that an upgrade of Renovate changes no file here.
    const text = renderPlan(
      { ...plan, renovate: plan.renovate.replace(/\..*$/u, "") },
      { environments: fleets[index]?.fleet.environments ?? [], limits: [], color: false },
    );
    await expect(text).toMatchFileSnapshot(join(directories[index] ?? "", "plan.txt"));
  }
});

test("the real validator accepts every example without a warning", { timeout: 60_000 }, async () => {
  await using folder = await createFolder({});
  await mkdir(join(folder.path, "renovate"));
  const files = examples.map(({ directory }) => join(directory, "renovate.json"));
  const { stdout, exitCode } = await execa("renovate-config-validator", ["--strict", "--no-global", ...files], {
    preferLocal: true,
    reject: false,
    env: { LOG_FORMAT: "json", RENOVATE_BASE_DIR: join(folder.path, "renovate"), RENOVATE_X_IGNORE_RE2: "true" },
  });
  const complaints = stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line): { level: number; msg: string } => JSON.parse(line))
    .filter(({ level }) => level >= 40);
  expect({ exitCode, complaints }).toEqual({ exitCode: 0, complaints: [] });
});

import { chmod } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openProject } from "../../src/project/open-project.ts";
import { planNames } from "../../src/project/planned-releases.ts";
import { computePlanGates } from "../../src/cli/commands/plan/gates.ts";
import { planRepositories, type Plan, type PlannedRepository } from "../../src/testing.ts";
import { runDesalt } from "../run-desalt.ts";
import { createScriptedRepository, type ScriptedRepository } from "../scripted-repository.ts";
import { daysAgo, gateCases, type GateCase } from "./gate-cases.ts";

const usual = ["dev: { helmfile: dev/helmfile.yaml }", "prd: { helmfile: prd/helmfile.yaml, follows: dev, soak: 7 days }"];
const versions = ["1.0.0", "1.1.0", "1.2.0", "1.3.0"];

const repositories: ScriptedRepository[] = [];
let plans: readonly Plan[] = [];

// One start of Renovate for all of them.
beforeAll(async () => {
  const planned = await Promise.all(gateCases.map((one, index) => prepare(one, `acme/case-${index}`)));
  plans = await planRepositories({
    charts: {
      "https://charts.example.com": { portal: versions, redis: versions, vault: versions.map((version) => `v${version}`) },
      "https://charts.example.com/Team": { portal: versions },
      "oci://ghcr.io/example/charts": { loki: versions },
    },
    npm: { lodash: ["4.0.0", "4.1.0"] },
    repositories: planned,
  });
});

afterAll(async () => {
  for (const repository of repositories) await repository[Symbol.asyncDispose]();
});

async function prepare({ environments = usual, history, isPromoted }: GateCase, name: string): Promise<PlannedRepository> {
  const repository = await createScriptedRepository({
    "desalt.yaml": `repository: ${name}\nenvironments:\n${environments.map((environment) => `  ${environment}\n`).join("")}`,
    "renovate.json": JSON.stringify({
      extends: [`local>${name}//desalt/gates#desalt-gates`],
      additionalBranchPrefix: "{{packageFileDir}}-",
    }),
  });
  repositories.push(repository);
  for (const { daysAgo: days, files } of history) await repository.commit(daysAgo(days), files);
  const script = join(repository.path, "healthy.sh");
  if (existsSync(script)) {
    await chmod(script, 0o755);
    await repository.commit(daysAgo(0.1), {});
  }
  if (isPromoted === true) expect((await runDesalt(repository.path, ["promote"])).status).toBe(0);
  const loaded = await openProject(repository.path);
  const gates = await computePlanGates(loaded, undefined);
  return { name, directory: repository.path, ...(gates === undefined ? {} : { refs: gates.refs }), ...(await planNames(loaded)) };
}

test.each(gateCases.map((one, index) => ({ ...one, index })))("$says: $opens", ({ index, opens }) => {
  const plan = plans[index];
  expect(plan?.problems).toEqual([]);
  const updates = plan?.pullRequests.flatMap(({ environment, updates: all }) =>
    all.map(({ release, to }) => `${environment} ${release} ${to}`),
  );
  expect(updates?.filter((update) => !update.startsWith("dev ")).toSorted()).toEqual(opens);
});

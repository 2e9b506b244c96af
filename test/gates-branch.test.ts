import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runDesalt } from "./run-desalt.ts";
import { createScriptedRepository, helmfile, type ScriptedRepository } from "./scripted-repository.ts";

const config = `repository: acme/infra
environments:
  dev: { helmfile: dev/helmfile.yaml }
  prd: { helmfile: prd/helmfile.yaml, follows: dev, soak: 7 days }
`;
const entry = "local>acme/infra//desalt/gates#desalt-gates";

async function createFleet(more: Readonly<Record<string, string>> = {}): Promise<ScriptedRepository> {
  const repository = await createScriptedRepository();
  await repository.commit("2026-11-01T00:00:00Z", {
    "desalt.yaml": config,
    "dev/helmfile.yaml": helmfile({ portal: "1.1.0" }),
    "prd/helmfile.yaml": helmfile({ portal: "1.0.0" }),
    ...more,
  });
  return repository;
}

async function readExtends(repository: ScriptedRepository): Promise<unknown> {
  const { extends: presets }: { extends: unknown } = JSON.parse(await readFile(join(repository.path, "renovate.json"), "utf8"));
  return presets;
}

test("renovate.json names the gates once their branch is there, and keeps them", async () => {
  await using repository = await createFleet();
  const first = await runDesalt(repository.path, ["generate"]);
  expect(first.stderr).toMatchInlineSnapshot(`
    "before the first merge:
      - activate promotion: run \`npx desalt init --promotion\` to create the branch desalt-gates, then run \`npx desalt generate\` again
    "
  `);
  expect(await readExtends(repository)).toEqual(["config:recommended"]);
  await repository.git("init", "--quiet", "--bare", ".git/remote.git");
  await repository.git("remote", "add", "origin", join(repository.path, ".git/remote.git"));
  await repository.git("push", "--quiet", "origin", "main");
  expect(await runDesalt(repository.path, ["init", "--promotion"])).toMatchInlineSnapshot(`
    {
      "status": 0,
      "stderr": "next:
      - commit the changes: git add .github/workflows/desalt-check.yaml .github/workflows/desalt-promote.yaml renovate.json && git commit -m "Promote what has soaked"
      - let Renovate read the gates: run npx desalt generate, or add to "extends" in your own renovate.json: "local>acme/infra//desalt/gates#desalt-gates"
      - merge these changes, then require the check "desalt-check" in the rules of the default branch
    ",
      "stdout": "wrote    .github/workflows/desalt-promote.yaml
    wrote    .github/workflows/desalt-check.yaml
    created  branch desalt-gates, pushed to origin
    ",
    }
  `);
  expect((await runDesalt(repository.path, ["generate", "--check"])).stdout).toContain("1 file checked, 1 out of date");
  const second = await runDesalt(repository.path, ["generate"]);
  expect(second.stderr).toBe("");
  expect(await readExtends(repository)).toEqual(["config:recommended", entry]);
  await repository.commit("2026-11-12T00:00:00Z", {});
  expect((await runDesalt(repository.path, ["init", "--promotion"])).stderr).toMatchInlineSnapshot(`
    "next:
      - merge these changes, then require the check "desalt-check" in the rules of the default branch
    "
  `);
  // A clone of the workflow may not have the branch.
  await repository.git("remote", "remove", "origin");
  expect((await runDesalt(repository.path, ["generate", "--check"])).status).toBe(0);
  // Where nobody has it, Renovate stops.
  const third = await runDesalt(repository.path, ["generate"]);
  expect(third.stderr).toMatchInlineSnapshot(`
    "before the first merge:
      - create the branch desalt-gates again, without which Renovate opens no pull requests: npx desalt init --promotion
    "
  `);
  expect(await readExtends(repository)).toEqual(["config:recommended", entry]);
});

test("beside a renovate.json that people keep, the line to add is told once the branch is there", async () => {
  await using repository = await createFleet({
    "renovate.json": '{ "extends": ["config:recommended", "local>acme/infra//desalt/renovate"] }\n',
  });
  const first = await runDesalt(repository.path, ["generate"]);
  expect(first.stderr).toMatchInlineSnapshot(`
    "before the first merge:
      - activate promotion: run \`npx desalt init --promotion\` to create the branch desalt-gates, then add "local>acme/infra//desalt/gates#desalt-gates" to "extends" in renovate.json, and run \`npx desalt generate\` again
    "
  `);
  await runDesalt(repository.path, ["promote", "--now", "2026-11-12"]);
  // The wrong time ends the plan before Renovate starts.
  for (const command of [["promote"], ["plan", "--now", "tomorrow"]]) {
    const { stderr } = await runDesalt(repository.path, command);
    expect(stderr).toContain('hint: add to "extends" in renovate.json: "local>acme/infra//desalt/gates#desalt-gates"');
  }
  const second = await runDesalt(repository.path, ["generate"]);
  expect(second.stderr).toMatchInlineSnapshot(`
    "warning: renovate.json does not read the gates, so Renovate offers prd versions that the check refuses
     hint: add to "extends" in renovate.json: "local>acme/infra//desalt/gates#desalt-gates"
    "
  `);
});

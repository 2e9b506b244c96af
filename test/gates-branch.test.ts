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
    "after the merge:
      - write the gates with \`npx desalt promote\`, then generate again
    "
  `);
  expect(await readExtends(repository)).toEqual(["config:recommended"]);
  await runDesalt(repository.path, ["promote", "--now", "2026-11-12"]);
  expect((await runDesalt(repository.path, ["generate", "--check"])).status).toBe(0);
  const second = await runDesalt(repository.path, ["generate"]);
  expect(second.stderr).toBe("");
  expect(await readExtends(repository)).toEqual(["config:recommended", entry]);
  // A clone of the workflow may not have the branch.
  await repository.git("branch", "--quiet", "-D", "desalt-gates");
  expect((await runDesalt(repository.path, ["generate", "--check"])).status).toBe(0);
  // Where nobody has it, Renovate stops.
  const third = await runDesalt(repository.path, ["generate"]);
  expect(third.stderr).toMatchInlineSnapshot(`
    "before the first merge:
      - write the gates with \`npx desalt promote\`: the branch desalt-gates is not found, and Renovate opens nothing until it is there
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
    "after the merge:
      - write the gates with \`npx desalt promote\`, then add to "extends" in renovate.json: "local>acme/infra//desalt/gates#desalt-gates"
    "
  `);
  await runDesalt(repository.path, ["promote", "--now", "2026-11-12"]);
  const second = await runDesalt(repository.path, ["generate"]);
  expect(second.stderr).toMatchInlineSnapshot(`
    "before the first merge:
      - add to "extends" in renovate.json: "local>acme/infra//desalt/gates#desalt-gates"
    "
  `);
});

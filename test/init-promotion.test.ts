import { execa } from "execa";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { requireTools } from "./requires.ts";
import { runDesalt } from "./run-desalt.ts";
import { createScriptedRepository, helmfile } from "./scripted-repository.ts";

const { actionlint, isMissing } = await requireTools("actionlint");

const files = {
  "desalt.yaml": `repository: acme/infra
environments:
  dev: { helmfile: dev/helmfile.yaml }
  prd: { helmfile: prd/helmfile.yaml, follows: dev, soak: 7 days }
`,
  "dev/helmfile.yaml": helmfile({ portal: "1.1.0" }),
  "prd/helmfile.yaml": helmfile({ portal: "1.0.0" }),
  "renovate.json": '{ "extends": ["config:recommended"] }\n',
};
const paths = [".github/workflows/desalt-promote.yaml", ".github/workflows/desalt-check.yaml"];

test("init --promotion writes the workflows, creates the branch, and says what people do", async () => {
  await using repository = await createScriptedRepository();
  await repository.commit("2026-11-01T00:00:00Z", files);
  expect(await runDesalt(repository.path, ["init", "--promotion"])).toMatchInlineSnapshot(`
    {
      "status": 0,
      "stderr": "next:
      - add to "extends" in renovate.json: "local>acme/infra//desalt/gates#desalt-gates"
      - merge the workflows, then require the check "desalt-check" in the rules of the default branch
    ",
      "stdout": "wrote    .github/workflows/desalt-promote.yaml
    wrote    .github/workflows/desalt-check.yaml
    created  branch desalt-gates
    ",
    }
  `);
  expect(await repository.git("log", "--format=%s", "desalt-gates")).toBe("Begin the gates");
  const again = await runDesalt(repository.path, ["init", "--promotion"]);
  expect(again.stdout).toMatchInlineSnapshot(`
    "kept     .github/workflows/desalt-promote.yaml
    kept     .github/workflows/desalt-check.yaml
    kept     branch desalt-gates
    "
  `);
  await expect(await readFile(join(repository.path, paths[0] ?? ""), "utf8")).toMatchFileSnapshot("__snapshots__/desalt-promote.yaml");
  await expect(await readFile(join(repository.path, paths[1] ?? ""), "utf8")).toMatchFileSnapshot("__snapshots__/desalt-check.yaml");
});

test.skipIf(isMissing)("actionlint finds nothing in the workflows", async () => {
  await using repository = await createScriptedRepository();
  await repository.commit("2026-11-01T00:00:00Z", files);
  await runDesalt(repository.path, ["init", "--promotion"]);
  const args = ["-no-color", "-shellcheck=", "-pyflakes=", ...paths];
  expect((await execa(actionlint.path, args, { cwd: repository.path, reject: false })).stdout).toBe("");
});

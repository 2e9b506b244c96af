import { execa } from "execa";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { requireTools } from "./requires.ts";
import { createRepository, runDesalt } from "./run-desalt.ts";
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
      - commit the changes: git add .github/workflows/desalt-check.yaml .github/workflows/desalt-promote.yaml && git commit -m "Promote what has soaked"
      - add to "extends" in renovate.json: "local>acme/infra//desalt/gates#desalt-gates", then run \`npx desalt generate\` again
      - let Renovate upgrade desalt in the workflows: run npx desalt generate, or add to "extends" in renovate.json: "github>desalt-dev/desalt//presets/tools#v1.0.0"
      - merge these changes, then require the check "desalt-check" in the rules of the default branch
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

test("the workflows download helmfile only for a fleet with a templated helmfile", async () => {
  await using repository = await createScriptedRepository();
  const templated = "prd/helmfile.yaml.gotmpl";
  const config = files["desalt.yaml"].replace("prd/helmfile.yaml", templated);
  await repository.commit("2026-11-01T00:00:00Z", { ...files, "desalt.yaml": config, [templated]: helmfile({ portal: "1.0.0" }) });
  expect(await runDesalt(repository.path, ["init", "--promotion"])).toMatchObject({ status: 0 });
  for (const [path, command] of [
    [paths[0], "promote"],
    [paths[1], "gate"],
  ] as const) {
    const runs = (await readFile(join(repository.path, path ?? ""), "utf8")).matchAll(/desalt@\S+ (\w+)/gu);
    expect([...runs].map(([, name]) => name)).toEqual(["tools", command]);
  }
});

const declared = { ...files, "desalt.yaml": `workflows: true\ndefaultBranch: trunk\n${files["desalt.yaml"]}` };
const [promotePath = "", checkPath = ""] = paths;

test("a fleet that declares the workflows gets them from generate, which keeps the versions that Renovate wrote", async () => {
  await using repository = await createScriptedRepository();
  await repository.commit("2026-11-01T00:00:00Z", declared);
  const first = await runDesalt(repository.path, ["init", "--promotion"]);
  expect(first).toMatchInlineSnapshot(`
    {
      "status": 0,
      "stderr": "next:
      - write the workflows: npx desalt generate
      - add to "extends" in renovate.json: "local>acme/infra//desalt/gates#desalt-gates", then run \`npx desalt generate\` again
      - merge these changes, then require the check "desalt-check" in the rules of the default branch
    ",
      "stdout": "created  branch desalt-gates
    ",
    }
  `);

  await repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/master");
  const second = await runDesalt(repository.path, ["generate"]);
  expect(second.stderr).toContain('the workflows use the branch "trunk", but the default branch of origin is "master"');
  expect(second.stdout).toMatchInlineSnapshot(`
    "wrote    desalt/renovate.json
    wrote    .github/workflows/desalt-promote.yaml
    wrote    .github/workflows/desalt-check.yaml
    3 files changed, 0 unchanged
    "
  `);
  const text = await readFile(join(repository.path, promotePath), "utf8");
  expect(text.slice(0, text.indexOf("permissions"))).toMatchInlineSnapshot(`
    "# Generated by desalt from desalt.yaml. Change that file, then run: npx desalt generate
    # The versions are Renovate's: they stay as they are in this file.
    name: desalt-promote

    on:
      schedule:
        - cron: "23 * * * *"
      push:
        branches: [trunk]
      workflow_dispatch:

    "
  `);
  const bumped = text
    .replace(/checkout@\S+ # v6\S+/u, "checkout@0123456789012345678901234567890123456789 # v7.0.0")
    .replace(/desalt@\S+/u, "desalt@98.7.6");
  await repository.commit("2026-11-02T00:00:00Z", { [promotePath]: bumped });
  expect((await runDesalt(repository.path, ["generate", "--check"])).status).toBe(0);
  await repository.write({ [promotePath]: bumped.replace("23 * * * *", "0 0 * * *") });
  await runDesalt(repository.path, ["generate"]);
  expect(await repository.git("status", "--porcelain")).toBe("");

  await repository.write(files);
  expect((await runDesalt(repository.path, ["generate"])).stdout).toMatchInlineSnapshot(`
    "updated  desalt/renovate.json
    removed  .github/workflows/desalt-check.yaml
    removed  .github/workflows/desalt-promote.yaml
    3 files changed, 0 unchanged
    "
  `);
});

test("workflows that people have from init stay theirs, and Renovate is told of them", async () => {
  await using repository = await createScriptedRepository();
  await repository.commit("2026-11-01T00:00:00Z", { ...files, "renovate.json": `{ "extends": ["local>acme/infra//desalt/renovate"] }` });
  await runDesalt(repository.path, ["init", "--promotion"]);
  expect((await runDesalt(repository.path, ["generate"])).status).toBe(0);
  const own = await readFile(join(repository.path, checkPath), "utf8");
  const { customManagers } = JSON.parse(await readFile(join(repository.path, "desalt/renovate.json"), "utf8"));
  expect(customManagers).toMatchObject([{ managerFilePatterns: paths }]);
  await repository.write({ "desalt.yaml": declared["desalt.yaml"] });
  const refused = await runDesalt(repository.path, ["generate"]);
  expect(refused.status).toBe(2);
  expect(refused.stderr).toMatchInlineSnapshot(`
    "error: ".github/workflows/desalt-promote.yaml" already exists, and desalt did not generate it
     hint: remove \`workflows\` from the config to keep it, or rename it and generate again: git mv .github/workflows/desalt-promote.yaml .github/workflows/desalt-promote.yaml.old
    error: ".github/workflows/desalt-check.yaml" already exists, and desalt did not generate it
     hint: remove \`workflows\` from the config to keep it, or rename it and generate again: git mv .github/workflows/desalt-check.yaml .github/workflows/desalt-check.yaml.old
    "
  `);
  expect(await readFile(join(repository.path, checkPath), "utf8")).toBe(own);
});

test("a check that only shows a diff is not taken for one that checks versions", async () => {
  await using repository = await createScriptedRepository();
  await repository.commit("2026-11-01T00:00:00Z", { ...files, [checkPath]: "jobs:\n  desalt-rendered:\n" });
  expect((await runDesalt(repository.path, ["init", "--promotion"])).stderr).toContain(
    `  - ${checkPath} already exists and checks no versions; move it away, run this command again, and copy your changes back\n`,
  );
});

test("workflows without anything to follow are none, and generate says so", async () => {
  await using repository = await createScriptedRepository();
  await repository.commit("2026-11-01T00:00:00Z", {
    ...declared,
    "desalt.yaml": declared["desalt.yaml"].replace("follows: dev, soak: 7 days", ""),
  });
  expect((await runDesalt(repository.path, ["generate"])).stderr).toMatchInlineSnapshot(`
    "warning: "workflows" has no effect, because no environment follows another (desalt.yaml, workflows)
     hint: let an environment follow another, for example with \`follows: dev\`, or remove \`workflows\`
    before the first merge:
      - add to "extends" in renovate.json: "local>acme/infra//desalt/renovate"
    "
  `);
});

test.skipIf(isMissing)("actionlint finds nothing in the workflows, whatever the helmfiles are called", async () => {
  await using repository = await createScriptedRepository();
  const odd = "clusters/[dev] #1/helm*file.yaml";
  const config = declared["desalt.yaml"]
    .replace("dev/helmfile.yaml", JSON.stringify(odd))
    .replace("soak: 7 days", "soak: 7 days, verify: curl, verifySecrets: [ARGOCD_TOKEN, ON]");
  await repository.commit("2026-11-01T00:00:00Z", { ...declared, "desalt.yaml": config, [odd]: helmfile({ portal: "1.1.0" }) });
  expect(await runDesalt(repository.path, ["generate"])).toMatchObject({ status: 0 });
  const promote = await readFile(join(repository.path, promotePath), "utf8");
  expect(promote.slice(promote.indexOf("        env:\n"))).toMatchInlineSnapshot(`
    "        env:
              ARGOCD_TOKEN: \${{ secrets.ARGOCD_TOKEN }}
              "ON": \${{ secrets.ON }}
    "
  `);
  const args = ["-no-color", "-shellcheck=", "-pyflakes=", ...paths];
  expect((await execa(actionlint.path, args, { cwd: repository.path, reject: false })).stdout).toBe("");
});

test("--workflows beside it is refused, and nothing is written", async () => {
  await using folder = await createRepository({});
  expect(await runDesalt(folder.path, ["init", "--promotion", "--workflows"])).toEqual({
    status: 2,
    stdout: "",
    stderr: `error: --workflows and --promotion cannot be combined
 hint: run them one after the other: npx desalt init --workflows, then npx desalt init --promotion
`,
  });
});

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRepository, runDesalt } from "./run-desalt.ts";

const helmfile = "repositories: [{ name: b, url: https://charts.example.com }]\nreleases:\n  - { name: a, chart: b/c, version: 1.0.0 }\n";
const flux = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\n";

test("init shows what it found, what it left out and what it does not read", async () => {
  await using repository = await createRepository({
    "clusters/prd/helmfile.yaml": helmfile,
    "clusters/dev/helmfile.yaml": helmfile,
    "examples/dev/helmfile.yaml": helmfile,
    "flux/portal.yaml": `${flux}---\n${flux}`,
  });
  const run = await runDesalt(repository.path, ["init", "--yes"]);
  expect(run).toMatchInlineSnapshot(`
    {
      "status": 0,
      "stderr": "the repository's name on the forge is unknown; replace acme/infra in the config
    desalt reads these helmfiles, and never changes them
    next: review the config, then run: npx desalt generate
    to let each environment get only versions that have soaked upstream, run: npx desalt init --promotion
    ",
      "stdout": "environment  helmfile                    releases  exact  follows
    dev          clusters/dev/helmfile.yaml  1         1               sure: named so, with the releases of the others
    prd          clusters/prd/helmfile.yaml  1         1      dev      sure: named so, with the releases of the others
    left out: 1 helmfile
      examples/dev/helmfile.yaml: an example (examples/)
    2 HelmReleases of Flux: not read yet
    wrote desalt.yaml
    ",
    }
  `);
});

test("init writes nothing where one environment is a guess", async () => {
  await using repository = await createRepository({ "prd/helmfile.yaml": helmfile, "sandbox/helmfile.yaml": helmfile });
  const run = await runDesalt(repository.path, ["init", "--yes"]);
  expect(run).toMatchInlineSnapshot(`
    {
      "status": 2,
      "stderr": "error: desalt cannot tell: does prd follow sandbox?
     hint: run \`npx desalt init\` in a terminal and name the environments in order, or write desalt.yaml yourself
    ",
      "stdout": "environment  helmfile               releases  exact  follows
    sandbox      sandbox/helmfile.yaml  1         1               sure: named so, with the releases of the others
    prd          prd/helmfile.yaml      1         1      sandbox  guess: named so, with the releases of the others; its upstream is a guess
    ",
    }
  `);
  expect(existsSync(join(repository.path, "desalt.yaml"))).toBe(false);
  const json = await runDesalt(repository.path, ["init", "--json"]);
  expect(json.status).toBe(2);
  expect(JSON.parse(json.stdout)).toMatchObject({ file: null, environments: [{ name: "sandbox" }, { name: "prd", isSure: false }] });
});

test("init does not leave a config behind that desalt cannot use", async () => {
  await using repository = await createRepository({ "dev/helmfile.yaml": helmfile, "prd/helmfile.yaml": `${helmfile}  - { name: x\n` });
  const run = await runDesalt(repository.path, ["init"]);
  expect(run).toMatchObject({ status: 2, stderr: expect.stringContaining("error: no config was written: ") });
  expect(existsSync(join(repository.path, "desalt.yaml"))).toBe(false);
});

test("generate puts no helmfile.yaml beside helmfiles of other names", async () => {
  await using repository = await createRepository({
    "desalt.yaml": "repository: acme/infra\nenvironments: { dev: {}, prd: {} }\nreleases: {}\n",
    "dev/helmfile.d/1.yaml": helmfile,
    "prd/helmfile.yaml.gotmpl": helmfile,
  });
  expect(await runDesalt(repository.path, ["generate"])).toMatchInlineSnapshot(`
    {
      "status": 2,
      "stderr": "error: "dev/helmfile.yaml" cannot be generated, because helmfile would no longer read "dev/helmfile.d"
     hint: give the environment another \`directory\`, or rename it and generate again: git mv dev/helmfile.d dev/helmfile.d.old
    error: "prd/helmfile.yaml" cannot be generated, because helmfile would no longer read "prd/helmfile.yaml.gotmpl"
     hint: set \`helmfile: "prd/helmfile.yaml.gotmpl"\` on the environment to keep it, or rename it and generate again: git mv prd/helmfile.yaml.gotmpl prd/helmfile.yaml.gotmpl.old
    ",
      "stdout": "",
    }
  `);
});

test("environments of one helmfile share its pull requests", async () => {
  await using repository = await createRepository({ "helmfile.yaml": `environments: { dev: {}, prd: {} }\n---\n${helmfile}` });
  expect(await runDesalt(repository.path, ["init"])).toMatchObject({ status: 0 });
  expect(await readFile(join(repository.path, "desalt.yaml"), "utf8")).toMatchInlineSnapshot(`
    "repository: acme/infra
    environments:
      dev: { helmfile: "helmfile.yaml", helmfileEnvironment: dev }
      prd: { helmfile: "helmfile.yaml", helmfileEnvironment: prd }
    "
  `);
  expect(await runDesalt(repository.path, ["generate"])).toMatchObject({ status: 0 });
  const { packageRules } = JSON.parse(await readFile(join(repository.path, "renovate.json"), "utf8"));
  expect(packageRules[0]).toMatchObject({ additionalBranchPrefix: "dev-prd/", matchFileNames: ["helmfile.yaml"] });
});

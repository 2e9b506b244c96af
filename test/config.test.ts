import { expect, test } from "vitest";
import { createRepository, runDesalt, type Run } from "./run-desalt.ts";

/** Runs `desalt generate` in a new repository; the folder's name is replaced. */
async function generate(files: Record<string, string>): Promise<Run> {
  await using repository = await createRepository(files);
  const run = await runDesalt(repository.path, ["generate"]);
  return { ...run, stderr: run.stderr.replaceAll(repository.path, "REPO") };
}

test("a TypeScript config imports desalt where it is not installed, and its own files with or without ending", async () => {
  const run = await generate({
    "package.json": '{ "type": "commonjs" }',
    "desalt.config.ts": `
      import { defineFleet } from "desalt";
      import { base } from "./base.ts";
      import { network } from "./groups/network";
      export default defineFleet({ ...base, include: [network] });`,
    "base.ts": `
      import { defineBase, helmRepository } from "desalt";
      export const base = defineBase({ environments: { dev: {} }, repositories: { cilium: helmRepository("https://helm.cilium.io") } });`,
    "groups/network.ts": `
      import { defineReleases } from "desalt";
      import { base } from "../base";
      export const network = defineReleases(base, { cilium: { chart: "cilium/cilium", version: "1.18.0", namespace: "kube-system" } });`,
  });
  expect(run).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining("dev/helmfile.yaml") });
});

test("a YAML config takes its includes in", async () => {
  const run = await generate({
    "desalt.yaml": "environments: { dev: {} }\nrepositories: { cilium: { url: https://helm.cilium.io } }\ninclude: [groups/network.yaml]\n",
    "groups/network.yaml": "releases: { cilium: { chart: cilium/cilium, version: 1.18.0, namespace: kube-system } }\n",
  });
  expect(run).toMatchObject({ status: 0, stderr: "", stdout: expect.stringContaining("dev/helmfile.yaml") });
});

const broken: Record<string, Record<string, string>> = {
  "no config": {},
  "two configs": { "desalt.yaml": "", "desalt.config.ts": "" },
  "a config that throws": { "desalt.config.ts": '\nthrow new Error("no such cluster");' },
  "type-only syntax that Node cannot strip": { "desalt.config.ts": "enum Environment { dev }\nexport default Environment;" },
  "a config that exports nothing": { "desalt.config.ts": "const fleet = {};" },
  "a package that is not installed": { "desalt.config.ts": 'import "no-such-package-anywhere";\nexport default {};' },
  "a syntax error": { "desalt.config.ts": "export default {\n  a: 1,\n  b: = 2\n};" },
  "broken YAML": { "desalt.yaml": "environments:\n  dev: {\n" },
  "an include that is not there": { "desalt.yaml": "include: [network.yaml]\n" },
  "an include that leaves the repository": { "desalt.yaml": "include: [../network.yaml]\n" },
};

test.each(Object.entries(broken))("%s is told to the user", async (_, files) => {
  const { status, stdout, stderr } = await generate(files);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatchSnapshot();
});

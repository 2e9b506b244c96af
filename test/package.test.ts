import { execa } from "execa";
import { cp, readFile, realpath, symlink, mkdir, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { renderShrinkwrap } from "../tools/shrinkwrap.ts";
import { createFolder, createRepository, type TemporaryFolder } from "./run-desalt.ts";

const root = join(import.meta.dirname, "..");
let cache: TemporaryFolder;
let cli: string;

/**
 * Like the folder that npx installs into: the packed package and the dependencies that it declares, and no others. It is packed
 * from a copy, where npm-shrinkwrap.json is in nobody's way.
 */
beforeAll(async () => {
  cache = await createFolder({});
  await using copy = await createFolder({
    "npm-shrinkwrap.json": renderShrinkwrap(await readFile(join(root, "package-lock.json"), "utf8")),
  });
  for (const path of ["package.json", "README.md", "LICENSE", "assets", "dist", "presets", "schemas"]) {
    await cp(join(root, path), join(copy.path, path), { recursive: true });
  }
  const { stdout } = await execa("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", cache.path], { cwd: copy.path });
  const [{ filename }] = JSON.parse(stdout);
  const modules = join(cache.path, "node_modules");
  await mkdir(join(modules, "desalt"), { recursive: true });
  await execa("tar", ["-xzf", join(cache.path, filename), "--strip-components=1", "-C", join(modules, "desalt")]);
  const { stdout: production } = await execa("npm", ["ls", "--omit=dev", "--omit=peer", "--all", "--parseable"], { cwd: root });
  for (const path of production.split("\n").slice(1)) {
    const target = join(cache.path, path.slice(root.length + 1));
    if (path.slice(root.length + 1).lastIndexOf("node_modules") > 0) continue;
    await mkdir(dirname(target), { recursive: true });
    await symlink(path, target);
  }
  cli = join(await realpath(modules), "desalt/dist/cli/bin.js");
});
afterAll(() => cache[Symbol.asyncDispose]());

test("it has the versions of all that it needs", async () => {
  const shrinkwrap = JSON.parse(await readFile(join(cache.path, "node_modules/desalt/npm-shrinkwrap.json"), "utf8"));
  expect(shrinkwrap.packages[""].dependencies).toEqual(JSON.parse(await readFile(join(root, "package.json"), "utf8")).dependencies);
});

async function run(directory: string, args: readonly string[], nodeOptions: readonly string[] = []) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [...nodeOptions, cli, ...args], {
    cwd: directory,
    reject: false,
    stdin: "ignore",
    env: { NO_COLOR: "1", PATH: [dirname(process.execPath), "/usr/local/bin", "/usr/bin", "/bin"].join(delimiter) },
  });
  return { status: exitCode, stdout, stderr: stderr.replaceAll(directory, "REPO") };
}

test("in an empty git repository without package.json: init, generate, check", async () => {
  await using repository = await createRepository({});
  await execa("git", ["remote", "add", "origin", "git@git.example.com:acme/clusters.git"], { cwd: repository.path });
  expect(await run(repository.path, ["init"])).toMatchInlineSnapshot(`
    {
      "status": 0,
      "stderr": "no helmfile was found: desalt looked in 0 files for helmfile.yaml, helmfile.yaml.gotmpl, helmfile.d, and other YAML files with releases of charts
    next: review the config, then run: npx desalt generate
    for completion in your editor, run: npm install --save-dev desalt",
      "stdout": "wrote desalt.config.ts",
    }
  `);
  expect(await readFile(join(repository.path, "desalt.config.ts"), "utf8")).toMatchInlineSnapshot(`
    "import { defineFleet, helmRepository } from "desalt";

    export default defineFleet({
      repository: "acme/clusters",
      environments: {
        dev: { automerge: "patch" },
        prd: { follows: "dev", soak: "7 days" },
      },
      repositories: {
        jetstack: helmRepository("https://charts.jetstack.io"),
      },
      releases: {
        "cert-manager": {
          chart: "jetstack/cert-manager",
          version: "v1.18.2",
          namespace: "cert-manager",
          values: { crds: { enabled: true } },
        },
      },
    });
    "
  `);
  expect(await run(repository.path, ["generate"])).toMatchInlineSnapshot(`
    {
      "status": 0,
      "stderr": "before the first merge:
      - activate promotion: run \`npx desalt init --promotion\` to create the branch desalt-gates, then run \`npx desalt generate\` again",
      "stdout": "wrote    renovate.json
    wrote    dev/helmfile.yaml
    wrote    dev/values/cert-manager.yaml
    wrote    prd/helmfile.yaml
    wrote    prd/values/cert-manager.yaml
    wrote    desalt/rules.json
    6 files changed, 0 unchanged",
    }
  `);
  expect(await run(repository.path, ["generate", "--check"])).toMatchObject({ status: 0 });
  expect(await run(repository.path, ["init"])).toMatchInlineSnapshot(`
    {
      "status": 2,
      "stderr": "error: desalt.config.ts already exists, and init only writes the first config
     hint: edit desalt.config.ts, then run: npx desalt generate",
      "stdout": "",
    }
  `);
});

test("plan without Renovate says what to install", async () => {
  await using repository = await createRepository({});
  await run(repository.path, ["init"]);
  await run(repository.path, ["generate"]);
  expect(await run(repository.path, ["plan"])).toMatchInlineSnapshot(`
    {
      "status": 2,
      "stderr": "Renovate is starting…
    error: Renovate was not found from "REPO" upwards, nor on PATH
     hint: run "npm install --save-dev renovate node@24", or without a package.json "npx -p desalt -p renovate -p node@24 desalt plan"",
      "stdout": "",
    }
  `);
});

test("init over helmfiles that are there leaves them to people", async () => {
  const helmfile = "releases:\n  - { name: a, chart: b/c, version: 1.0.0 }\n";
  await using repository = await createRepository({
    "clusters/prd/helmfile.yaml": helmfile,
    "clusters/dev/helmfile.yaml": helmfile,
    "clusters/stg/helmfile.yaml": helmfile,
  });
  expect(await run(repository.path, ["init", "--json"])).toMatchObject({ status: 0 });
  expect(await readFile(join(repository.path, "desalt.yaml"), "utf8")).toMatchInlineSnapshot(`
    "repository: acme/infra
    environments:
      dev: { helmfile: "clusters/dev/helmfile.yaml" }
      stg: { helmfile: "clusters/stg/helmfile.yaml", follows: dev, soak: 7 days }
      prd: { helmfile: "clusters/prd/helmfile.yaml", follows: stg, soak: 7 days }
    "
  `);
  expect(await run(repository.path, ["generate"])).toMatchObject({ status: 0 });
  expect(await readFile(join(repository.path, "clusters/dev/helmfile.yaml"), "utf8")).toBe(helmfile);
});

test("init says which name it could not know, and how one environment gets what has soaked in another", async () => {
  const helmfile = "releases:\n  - { name: a, chart: b/c, version: 1.0.0 }\n";
  await using repository = await createRepository({ "dev/helmfile.yaml": helmfile, "prd/helmfile.yaml": helmfile });
  expect((await run(repository.path, ["init"])).stderr).toMatchInlineSnapshot(`
    "the repository's name on the forge is unknown; replace acme/infra in the config
    desalt reads these helmfiles, and never changes them
    next: review the config, then run: npx desalt generate
    to let each environment get only versions that have soaked upstream, run: npx desalt init --promotion"
  `);
});

test("the library and the test kit can be imported, and their types resolve", async () => {
  await writeFile(
    join(cache.path, "use.ts"),
    `import { defineFleet } from "desalt";
import { planRepositories } from "desalt/testing";
console.log(typeof defineFleet, typeof planRepositories);
`,
  );
  expect((await execa(process.execPath, ["use.ts"], { cwd: cache.path })).stdout).toBe("function function");
  const flags = ["--noEmit", "--strict", "--module", "nodenext", "--lib", "esnext,dom", "--skipLibCheck", "false", "--types", "", "use.ts"];
  const { stdout, exitCode } = await execa(join(root, "node_modules/.bin/tsc"), flags, { cwd: cache.path, reject: false });
  expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 0 });
});

test("a Node that is too old gets one clear line", async () => {
  const pretend = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.19.5"})';
  expect(await run(cache.path, ["plan"], ["--import", pretend])).toEqual({
    status: 2,
    stdout: "",
    stderr:
      "error: desalt needs Node 22.18 or newer; this is Node 20.19.5\n hint: install a newer Node, or run: npx -p node@24 -p desalt desalt",
  });
});

const kitTest = (runner: string, equal: string, end = "") => `${runner}
import { planRepository } from "desalt/testing";
test("billing is upgraded", async () => {
  const plan = await planRepository({ directory: import.meta.dirname, charts: { "https://charts.example.com": { billing: ["3.1.0", "3.2.0"] } } });
  ${equal};
}${end});
`;
const titles = 'plan.pullRequests.map(({ title }) => title), ["chore(deps): update helm release billing to v3.2.0"]';

test("in an empty project: a test of its renovate.json, with node:test and with vitest", async () => {
  await using project = await createFolder({
    "renovate.json": '{ "semanticCommits": "enabled" }',
    "helmfile.yaml": `repositories: [{ name: platform, url: "https://charts.example.com" }]
releases: [{ name: billing, chart: platform/billing, version: 3.1.0 }]
`,
    "node.test.ts": kitTest('import assert from "node:assert/strict"; import { test } from "node:test";', `assert.deepEqual(${titles})`),
    "vitest.test.ts": kitTest('import { expect, test } from "vitest";', `expect(${titles.replace(", [", ").toEqual([")})`, ", 60_000"),
  });
  const modules = join(project.path, "node_modules");
  await mkdir(modules);
  await symlink(join(cache.path, "node_modules/desalt"), join(modules, "desalt"));
  for (const name of ["renovate", "vitest"]) await symlink(join(root, "node_modules", name), join(modules, name));
  const options = { cwd: project.path, reject: false, env: { NO_COLOR: "1" } } as const;
  const node = await execa(process.execPath, ["--test", "--test-reporter=spec", "node.test.ts"], options);
  expect({ status: node.exitCode, output: node.stdout }).toEqual({ status: 0, output: expect.stringContaining("✔ billing is upgraded") });
  const vitest = [join(modules, "vitest/vitest.mjs"), "run", "vitest.test.ts"];
  const vitestRun = await execa(process.execPath, vitest, { ...options, env: { ...options.env, VITEST: undefined, TEST: undefined } });
  expect({ status: vitestRun.exitCode, output: vitestRun.stdout + vitestRun.stderr }).toEqual({
    status: 0,
    output: expect.stringMatching(/1 passed/u),
  });
}, 120_000);

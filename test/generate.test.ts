import { chmod, readFile, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { canBindByPermissions, createFolder, createRepository, runDesalt, type Run, type TemporaryFolder } from "./run-desalt.ts";

const config = `
import { defineFleet, helmRepository } from "desalt";
export default defineFleet({
  repository: "acme/infra",
  environments: { dev: {}, prd: { follows: "dev" } },
  repositories: { charts: helmRepository("https://charts.example.com") },
  releases: {
    portal: { chart: "charts/portal", version: "1.0.0", values: { replicas: 1 } },
    billing: { chart: "charts/billing", version: "2.0.0", values: { replicas: 2 } },
  },
});
`;

async function generate(repository: TemporaryFolder, args: readonly string[] = []): Promise<Run> {
  const run = await runDesalt(repository.path, ["generate", ...args]);
  return { ...run, stdout: run.stdout.replaceAll(repository.path, "REPO"), stderr: run.stderr.replaceAll(repository.path, "REPO") };
}

function read(repository: TemporaryFolder, path: string): Promise<string> {
  return readFile(join(repository.path, path), "utf8");
}

async function listFiles(repository: TemporaryFolder): Promise<string[]> {
  const { stdout } = await execa("git", ["ls-files", "--cached", "--others"], { cwd: repository.path });
  return stdout.split("\n");
}

test("writes renovate.json, helmfiles and values; a second run changes nothing", async () => {
  await using repository = await createRepository({ "desalt.config.ts": config });
  expect(await generate(repository)).toMatchInlineSnapshot(`
    {
      "status": 0,
      "stderr": "warning: "portal", "billing" have no namespace, so helm uses the namespace of the current context
     hint: set \`namespace\` on each release, or \`defaults: { namespace: NAME }\` for all of them
    before the first merge:
      - activate promotion: run \`npx desalt init --promotion\` to create the branch desalt-gates, then run \`npx desalt generate\` again
    ",
      "stdout": "wrote    renovate.json
    wrote    dev/helmfile.yaml
    wrote    dev/values/portal.yaml
    wrote    dev/values/billing.yaml
    wrote    prd/helmfile.yaml
    wrote    prd/values/portal.yaml
    wrote    prd/values/billing.yaml
    wrote    desalt/rules.json
    8 files changed, 0 unchanged
    ",
    }
  `);
  expect(await generate(repository)).toMatchObject({ status: 0, stdout: "8 files are up to date\n" });
  expect(await generate(repository, ["--check"])).toEqual({
    status: 0,
    stdout: "8 files are up to date\n",
    stderr: expect.stringMatching(/^warning: "portal", "billing" have no namespace/u),
  });
});

test("a version bumped by Renovate survives, the comment beside it too, and --check stays green", async () => {
  await using repository = await createRepository({ "desalt.config.ts": config });
  await generate(repository);
  const bumped = (await read(repository, "dev/helmfile.yaml")).replace("version: 1.0.0", "version: 1.1.0 # after the incident");
  await repository.write({ "dev/helmfile.yaml": bumped });
  expect(await generate(repository, ["--check"])).toMatchObject({ status: 0 });
  await repository.write({ "desalt.config.ts": config.replace("replicas: 1", "replicas: 3") });
  expect(await generate(repository)).toMatchObject({ status: 0 });
  expect(await read(repository, "dev/helmfile.yaml")).toBe(bumped);
  expect(await read(repository, "dev/values/portal.yaml")).toContain("replicas: 3");
});

test("--check writes nothing and names what is stale", async () => {
  await using repository = await createRepository({ "desalt.config.ts": config });
  await generate(repository);
  await rm(join(repository.path, "renovate.json"));
  await repository.write({ "desalt.config.ts": config.replace(/billing: .*\n/u, "").replace("replicas: 1", "replicas: 3") });
  const before = await listFiles(repository);
  expect(await generate(repository, ["--check"])).toMatchInlineSnapshot(`
    {
      "status": 1,
      "stderr": "warning: "portal" has no namespace, so helm uses the namespace of the current context
     hint: set \`namespace\` on each release, or \`defaults: { namespace: NAME }\` for all of them
    warning: release "billing" (dev, prd) leaves the helmfile, and stays in the cluster: helmfile apply does not uninstall it
     hint: first set \`helmfile: { installed: false }\` on "billing", generate and apply that; then make this change
    ",
      "stdout": "missing  renovate.json
    stale    dev/helmfile.yaml
    stale    dev/values/portal.yaml
    stale    prd/helmfile.yaml
    stale    prd/values/portal.yaml
    unneeded dev/values/billing.yaml
    unneeded prd/values/billing.yaml
    8 files checked, 7 out of date; run: npx desalt generate
    ",
    }
  `);
  expect(await listFiles(repository)).toEqual(before);
});

test("deleting a release removes its files and nothing else", async () => {
  await using repository = await createRepository({ "desalt.config.ts": config });
  await generate(repository);
  const own = { "dev/values/by-hand.yaml": "a: 1\n", "dev/notes.md": "mine\n", "values/other.yaml": "b: 1\n" };
  await repository.write({ ...own, "desalt.config.ts": config.replace(/billing: .*\n/u, "") });
  const before = await listFiles(repository);
  expect(await generate(repository)).toMatchObject({ status: 0 });
  const removed = before.filter((path) => !path.includes("billing"));
  expect(await listFiles(repository)).toEqual(removed);
  for (const [path, text] of Object.entries(own)) expect(await read(repository, path)).toBe(text);
});

test("an environment that is gone takes its directory with it; a fleet of its own below stays", async () => {
  await using repository = await createRepository({ "desalt.config.ts": config, "nested/desalt.config.ts": config });
  await generate(repository);
  await generate(repository, ["--cwd", "nested"]);
  await repository.write({ "desalt.config.ts": config.replace(`, prd: { follows: "dev" }`, "") });
  await generate(repository);
  const files = await listFiles(repository);
  expect(files.filter((path) => path.startsWith("prd/"))).toEqual([]);
  expect(files).toContain("nested/prd/helmfile.yaml");
});

test("a file that desalt did not generate is never overwritten", async () => {
  await using repository = await createRepository({ "desalt.config.ts": config, "dev/helmfile.yaml": "releases: []\n" });
  const run = await generate(repository);
  expect({ status: run.status, stdout: run.stdout }).toEqual({ status: 2, stdout: "" });
  expect(run.stderr).toMatchInlineSnapshot(`
    "error: "dev/helmfile.yaml" already exists, and desalt did not generate it
     hint: set \`helmfile: "dev/helmfile.yaml"\` on the environment to keep it, or rename it and generate again: git mv dev/helmfile.yaml dev/helmfile.yaml.old
    "
  `);
  expect(await listFiles(repository)).toEqual(["desalt.config.ts", "dev/helmfile.yaml"]);
  const json = await generate(repository, ["--json"]);
  expect(json.status).toBe(2);
  expect(JSON.parse(json.stdout).files).toContainEqual({ path: "dev/helmfile.yaml", status: "foreign" });
});

test("a renovate.json kept by people stays; desalt writes a preset and says which line to add", async () => {
  const own = '{ "extends": ["config:recommended"] }\n';
  await using repository = await createRepository({ "desalt.config.ts": config, "renovate.json": own });
  const run = await generate(repository);
  expect(run).toMatchObject({ status: 0, stdout: expect.stringContaining("wrote    desalt/renovate.json") });
  expect(run.stderr).toMatchInlineSnapshot(`
    "warning: "portal", "billing" have no namespace, so helm uses the namespace of the current context
     hint: set \`namespace\` on each release, or \`defaults: { namespace: NAME }\` for all of them
    before the first merge:
      - add to "extends" in renovate.json: "local>acme/infra//desalt/renovate"
      - activate promotion: run \`npx desalt init --promotion\` to create the branch desalt-gates, then add "local>acme/infra//desalt/gates#desalt-gates" to "extends" in renovate.json, and run \`npx desalt generate\` again
    "
  `);
  expect(await read(repository, "renovate.json")).toBe(own);
  await repository.write({ "renovate.json": '{ "extends": ["config:recommended", "local>acme/infra//desalt/renovate"] }\n' });
  const stderr = expect.not.stringContaining("local>acme/infra//desalt/renovate");
  expect(await generate(repository)).toEqual({ status: 0, stdout: "8 files are up to date\n", stderr });
});

test("generate --json lists every file with its status", async () => {
  await using repository = await createRepository({ "desalt.config.ts": config });
  const first = await generate(repository, ["--json"]);
  expect(new Set(JSON.parse(first.stdout).files.map((file: { status: string }) => file.status))).toEqual(new Set(["written"]));
  await repository.write({ "desalt.config.ts": config.replace(/billing: .*\n/u, "") });
  const check = await generate(repository, ["--json", "--check"]);
  expect(check.status).toBe(1);
  expect(JSON.parse(check.stdout).files).toContainEqual({ path: "dev/values/billing.yaml", status: "stale" });
  expect(JSON.parse(check.stdout).files).toContainEqual({ path: "dev/values/portal.yaml", status: "unchanged" });
});

const broken: Record<string, (repository: TemporaryFolder) => Promise<void>> = {
  "broken YAML in an existing helmfile": async (repository) => {
    await generate(repository);
    await repository.write({ "dev/helmfile.yaml": `${await read(repository, "dev/helmfile.yaml")}\n  - name: [\n` });
    await repository.write({ "desalt.config.ts": config.replace("replicas: 1", "replicas: 3") });
  },
  "a directory that leaves the repository by ..": (repository) =>
    repository.write({ "desalt.config.ts": config.replace("dev: {}", 'dev: { directory: "../dev" }') }),
  "a directory that leaves the repository by a symbolic link": async (repository) => {
    await symlink("..", join(repository.path, "dev"));
  },
  "a file where a directory should be": (repository) => repository.write({ dev: "" }),
  "a version that is missing": (repository) => repository.write({ "desalt.config.ts": config.replace('version: "1.0.0", ', "") }),
  "a hand-kept helmfile that is not there": (repository) =>
    repository.write({ "desalt.config.ts": config.replace("dev: {}", 'dev: { helmfile: "clusters/dev/helmfile.yaml" }') }),
};

test.each(Object.entries(broken))("%s is told to the user, and nothing is written", async (_, arrange) => {
  await using repository = await createRepository({ "desalt.config.ts": config });
  await arrange(repository);
  const before = await listFiles(repository);
  const { status, stdout, stderr } = await generate(repository);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatchSnapshot();
  expect(await listFiles(repository)).toEqual(before);
});

test("outside of a git repository desalt says so", async () => {
  await using folder = await createFolder({ "desalt.config.ts": config });
  expect(await generate(folder)).toMatchInlineSnapshot(`
    {
      "status": 2,
      "stderr": "error: "REPO" is not in a git repository
     hint: desalt needs a git repository; run: git init
    ",
      "stdout": "",
    }
  `);
});

test("without git desalt says how to get it", async () => {
  await using repository = await createRepository({ "desalt.config.ts": config });
  const { status, stderr } = await runDesalt(repository.path, ["generate"], { env: { PATH: repository.path } });
  expect({ status, stderr }).toMatchInlineSnapshot(`
    {
      "status": 2,
      "stderr": "error: "git" was not found in PATH
     hint: install git 2.30.0 or newer: \`apt-get install git\`, \`brew install git\`, or https://git-scm.com/downloads
    ",
    }
  `);
});

test.skipIf(!(await canBindByPermissions()))("a directory without write permission is named", async () => {
  await using repository = await createRepository({ "desalt.config.ts": config });
  await chmod(repository.path, 0o555);
  const run = await runDesalt(repository.path, ["generate"], { isBoundByPermissions: true });
  await chmod(repository.path, 0o755);
  expect({ ...run, stderr: run.stderr.replaceAll(repository.path, "REPO") }).toMatchInlineSnapshot(`
    {
      "status": 2,
      "stderr": "error: "renovate.json" cannot be written: EACCES: permission denied
     hint: check the permissions of its directory
    ",
      "stdout": "",
    }
  `);
});

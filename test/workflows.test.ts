import { execa } from "execa";
import { globSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { isRecord } from "../src/core/json-value.ts";
import { parseFleet, resolveFleet } from "../src/fleet/index.ts";
import { renderWorkflows } from "../src/ci/index.ts";
import { requireTools } from "./requires.ts";
import { listActions, listJobs, listScripts } from "./workflow-text.ts";

const { actionlint, isMissing } = await requireTools("actionlint");
const root = join(import.meta.dirname, "..");

const variants = [true, false].flatMap((hasFollowers) =>
  [true, false].flatMap((isPrivate) =>
    [{}, { repository: "acme/manifests" }, { repository: "acme/manifests", githubApp: true }, { githubApp: true }, undefined].map(
      (gitops) => ({ hasFollowers, isPrivate, gitops }),
    ),
  ),
);

/** By path, below a folder that goes away. */
const generated = new Map<string, string>();
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "desalt-test-"));
  for (const [index, { hasFollowers, isPrivate, gitops }] of variants.entries()) {
    const declared = {
      repository: "acme/infra",
      defaultBranch: "release/v1",
      environments: { dev: { directory: "clusters/dev *" }, prd: hasFollowers ? { follows: "dev" } : {} },
      repositories: { platform: { url: "https://charts.example.com", private: isPrivate }, shared: { url: "https://shared.example.com" } },
      ...(gitops === undefined ? {} : { gitops }),
    };
    const fleet = resolveFleet(parseFleet(declared, "desalt.yaml"));
    for (const as of ["generated", "--promotion", "--workflows"] as const) {
      for (const { path, text } of renderWorkflows({ fleet, config: "desalt.yaml", version: "0.1.0", as, existing: new Map() })) {
        const target = join(folder, `${index}-${as}`, path);
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, text);
        generated.set(target, text);
      }
    }
  }
});
afterAll(() => rm(folder, { recursive: true }));

function lint(files: readonly string[]) {
  return execa(actionlint.path, ["-no-color", "-shellcheck=", "-pyflakes=", ...files], { cwd: folder, reject: false });
}

function listExamples(): readonly string[] {
  return globSync("examples/*/.github/workflows/*", { cwd: root }).map((path) => join(root, path));
}

test.skipIf(isMissing)("actionlint finds nothing in our workflows, those of the examples, and those of any fleet", async () => {
  const ours = globSync(".github/workflows/*", { cwd: root }).map((path) => join(root, path));
  const { stdout, stderr, exitCode } = await lint([...ours, ...listExamples(), ...generated.keys()]);
  expect({ stdout, stderr, exitCode }).toEqual({ stdout: "", stderr: "", exitCode: 0 });
  expect(listExamples().map((path) => basename(path))).toEqual(expect.arrayContaining(["desalt-check.yaml", "desalt-render.yaml"]));
});

test.skipIf(isMissing)("actionlint would find an output that no step has", async () => {
  const broken = join(folder, "broken.yaml");
  const [text = ""] = generated.values();
  await writeFile(broken, text.replace("- run: npx", "- run: echo ${{ steps.none.outputs.x }} npx"));
  expect((await lint([broken])).stdout).toContain('property "none" is not defined');
});

test("no script has an expression in it", async () => {
  const examples = await Promise.all(listExamples().map((path) => readFile(path, "utf8")));
  const scripts = [...examples, ...generated.values()].flatMap(listScripts);
  expect(scripts.length).toBeGreaterThan(variants.length);
  expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
});

test("every action is pinned, and gets inputs that it has", async () => {
  const texts = [...generated.values(), ...(await Promise.all(listExamples().map((path) => readFile(path, "utf8"))))];
  const actions = (await Promise.all(texts.map(listActions))).flat().map(({ pinned }) => pinned.replace(/@.*/u, ""));
  const stood = globSync("test/actions/*", { cwd: root }).map((path) => `actions/${basename(path)}`);
  expect([...new Set(actions)].toSorted()).toEqual(stood.toSorted());
});

test.each([
  ["acme/deploy@0123456789012345678901234567890123456789", "the action is not pinned, or has no stand-in"],
  ["actions/checkout@v6", "the action is not pinned, or has no stand-in"],
  ["actions/checkout@0123456789012345678901234567890123456789", "persist-credential"],
])("an action that is not pinned, or an input that it does not have, would be found: %s", async (uses, named) => {
  const step = `{ uses: ${uses}, with: { persist-credential: false } }`;
  await expect(listActions(`jobs: { one: { steps: [${step}] } }`)).rejects.toThrow(named);
});

function listTriggers(text: string): Readonly<Record<string, unknown>> {
  const workflow: unknown = parse(text);
  return isRecord(workflow) && isRecord(workflow["on"]) ? workflow["on"] : {};
}

test("every step that runs desalt starts outside of the checkout, with absolute paths", () => {
  const steps = [...generated.values()].flatMap(listJobs).flatMap((job) => job.steps);
  const scripts = steps.filter(({ run }) => String(run).includes("npx"));
  expect(scripts.length).toBeGreaterThan(generated.size);
  for (const { run, ["working-directory"]: place } of scripts) {
    expect(run).toMatch(/^npx --yes desalt@0\.1\.0 [a-z]+ --cwd "\$GITHUB_WORKSPACE"(?: |$)/u);
    expect(place).toBe("${{ runner.temp }}");
    expect(String(run)).not.toMatch(/--(?:out|output|from) (?!"\$RUNNER_TEMP\/)|publish .* desalt-/u);
  }
  const folders = steps.flatMap(({ uses, with: inputs }) => (/-artifact@/u.test(String(uses)) && isRecord(inputs) ? [inputs["path"]] : []));
  expect(new Set(folders)).toEqual(new Set(["${{ runner.temp }}/desalt-diff", "${{ runner.temp }}/desalt-manifests"]));
});

test("no package.json of a pull request turns on a cache of what npx runs", () => {
  const steps = [...generated.values()].flatMap(listJobs).flatMap((job) => job.steps);
  const nodes = steps.filter(({ uses }) => String(uses).startsWith("actions/setup-node@"));
  expect(nodes.length).toBeGreaterThan(generated.size);
  for (const { with: inputs } of nodes) expect(inputs).toEqual({ "node-version": 24, "package-manager-cache": false });
  expect([...generated.values()].filter((text) => text.includes("actions/cache"))).toEqual([]);
});

test("the job to require cannot be skipped, reads only, and has no secret", () => {
  const checks = [...generated].filter(([path]) => path.endsWith("desalt-check.yaml"));
  const required = checks.flatMap(([, text]) => listJobs(text).filter(({ name }) => name === "desalt-check"));
  expect(required.length).toBeGreaterThan(variants.length);
  for (const { job } of required) {
    expect(job).not.toHaveProperty("if");
    expect(job).not.toHaveProperty("needs");
    expect(job["permissions"]).toEqual({ contents: "read" });
    expect(JSON.stringify(job)).not.toMatch(/secrets\.|github\.token/u);
  }
  for (const [, text] of checks) {
    expect(listTriggers(text)).toEqual({
      pull_request: { types: ["opened", "synchronize", "reopened", "edited", "ready_for_review"] },
      merge_group: null,
    });
    for (const { job } of listJobs(text).filter(({ name }) => name === "desalt-rendered")) expect(job["if"]).toBe("${{ always() }}");
  }
});

test("the gate runs before anything of the pull request, and by the default branch", () => {
  const gated = [...generated.values()].flatMap(listJobs).filter(({ steps }) => steps.some(({ run }) => / gate /u.test(String(run))));
  expect(gated.length).toBeGreaterThan(0);
  for (const { name, steps } of gated) {
    expect(name).toBe("desalt-check");
    const [first] = steps.filter(({ run }) => run !== undefined);
    expect(first).toMatchObject({ run: expect.stringContaining(" gate "), env: { BRANCH: "refs/remotes/origin/release/v1" } });
  }
});

test("promote runs after every merge, and only merged commits are rendered and published", () => {
  for (const [path, text] of generated) {
    expect(JSON.stringify(listTriggers(text))).not.toContain("paths");
    if (!path.endsWith("desalt-render.yaml")) continue;
    const conditions = listJobs(text).map(({ name, job }) => [name, job["if"], job["needs"]]);
    const isMerged = "${{ github.ref == 'refs/heads/release/v1' }}";
    const isApart = text.includes("secrets.MANIFESTS_TOKEN");
    expect(conditions).toEqual([
      ...(isApart ? [["desalt-pull", isMerged, undefined]] : []),
      ["desalt-render", isApart ? undefined : isMerged, isApart ? "desalt-pull" : undefined],
      ["desalt-publish", undefined, "desalt-render"],
    ]);
  }
});

test("jobs that get the charts' credentials run in the GitHub environment that the config names, and no other job does", () => {
  const repositories = { platform: { url: "https://charts.example.com", private: true } };
  const declared = { environments: { dev: {} }, repositories, gitops: { repository: "acme/manifests" }, credentialsEnvironment: "charts" };
  const fleet = resolveFleet(parseFleet(declared, "desalt.yaml"));
  const files = renderWorkflows({ fleet, config: "desalt.yaml", version: "0.1.0", as: "generated", existing: new Map() });
  const jobs = files.flatMap(({ text }) => listJobs(text));
  const logins = jobs.filter(({ job }) => JSON.stringify(job).includes("PLATFORM_PASSWORD"));
  expect(logins.map(({ name, job }) => [name, job["environment"]])).toEqual([
    ["desalt-diff", "charts"],
    ["desalt-render", "charts"],
  ]);
  expect(jobs.filter(({ job }) => job["environment"] !== undefined)).toHaveLength(2);
});

test("no job has the token that writes manifests and runs helmfile, whose templates could read it", () => {
  const jobs = [...generated.values()].flatMap(listJobs);
  const withToken = jobs.filter(({ job }) => JSON.stringify(job).includes("secrets.MANIFESTS_TOKEN"));
  expect([...new Set(withToken.map(({ name }) => name))].toSorted()).toEqual(["desalt-publish", "desalt-pull"]);
  for (const { steps } of withToken) {
    const runs = steps.flatMap(({ run }) => (typeof run === "string" ? [run] : []));
    expect(runs.filter((run) => /desalt@\S+ (?:render|diff|tools|gate|promote)/u.test(run) && !run.includes("--pull-only"))).toEqual([]);
  }
});

test("what can write is one job of each workflow, and the one that comments has nothing of the pull request", () => {
  const writers = new Map<string, string>();
  for (const text of generated.values()) {
    const workflow: unknown = parse(text);
    const jobs = isRecord(workflow) && isRecord(workflow["jobs"]) ? Object.entries(workflow["jobs"]) : [];
    for (const [name, job] of jobs) {
      const written = JSON.stringify(job);
      if (written.includes('":"write"')) writers.set(name, written.includes("actions/checkout") ? "checks out" : "does not check out");
    }
  }
  expect(Object.fromEntries(writers)).toEqual({
    "desalt-promote": "checks out",
    "desalt-comment": "does not check out",
    "desalt-publish": "checks out",
  });
});

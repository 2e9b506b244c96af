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
import { listScripts } from "./workflow-steps.ts";

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

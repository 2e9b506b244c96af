import { execa } from "execa";
import { existsSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createFolder, createRepository, runDesalt, type TemporaryFolder } from "./run-desalt.ts";

const config = `repository: acme/infra
workflows: true
environments:
  dev: {}
  prd: { follows: dev, soak: 7 days }
repositories: { charts: { url: https://charts.example.com } }
releases:
  portal: { chart: charts/portal, version: 1.0.0, namespace: portal, values: { replicas: 1 } }
`;

async function git(folder: string, ...args: readonly string[]): Promise<string> {
  return (await execa("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: folder })).stdout;
}

/** A generated fleet whose production runs another version than the config's. */
async function createFleet(): Promise<TemporaryFolder> {
  const repository = await createRepository({ "desalt.yaml": config });
  await runDesalt(repository.path, ["generate"]);
  const helmfile = readFileSync(join(repository.path, "prd/helmfile.yaml"), "utf8").replace("1.0.0", "2.5.0");
  await repository.write({ "prd/helmfile.yaml": helmfile });
  await git(repository.path, "add", ".");
  await git(repository.path, "commit", "--quiet", "--message", "fleet");
  return repository;
}

function versionOf(folder: string): string | undefined {
  return /version: "?([\d.]+)/u.exec(readFileSync(join(folder, "prd/helmfile.yaml"), "utf8"))?.[1];
}

test("in a sparse checkout nothing is generated for files that are left out", async () => {
  await using repository = await createFleet();
  await git(repository.path, "sparse-checkout", "set", "dev", "desalt", ".github");
  expect(existsSync(join(repository.path, "prd"))).toBe(false);
  for (const args of [[], ["--check"]]) {
    expect(await runDesalt(repository.path, ["generate", ...args])).toEqual({
      status: 2,
      stdout: "",
      stderr:
        'error: "prd/helmfile.yaml" and 1 more file are in git, but not in this sparse checkout\n hint: run: git sparse-checkout add prd prd/values\n',
    });
  }
  for (const args of [["plan"], ["rehearse", "--days", "3"]])
    expect(await runDesalt(repository.path, args)).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringContaining("not in this sparse checkout"),
    });
  await git(repository.path, "sparse-checkout", "add", "prd");
  expect(versionOf(repository.path)).toBe("2.5.0");
  expect(await runDesalt(repository.path, ["generate", "--check"])).toMatchObject({ status: 0 });
});

test("a file that the config no longer needs is not overlooked where a sparse checkout leaves it out", async () => {
  await using repository = await createFleet();
  await repository.write({ "desalt.yaml": config.replace("  prd: { follows: dev, soak: 7 days }\n", "").replace("workflows: true\n", "") });
  await git(repository.path, "commit", "--quiet", "--all", "--message", "no prd");
  await git(repository.path, "sparse-checkout", "set", "dev", "desalt", ".github");
  expect(await runDesalt(repository.path, ["generate", "--check"])).toMatchObject({ status: 2, stdout: "" });
});

test("a deleted helmfile is written again with the versions that git has", async () => {
  await using repository = await createFleet();
  await rm(join(repository.path, "prd"), { recursive: true });
  expect(await runDesalt(repository.path, ["generate"])).toMatchObject({ status: 0 });
  expect(versionOf(repository.path)).toBe("2.5.0");
});

test("a clean clone with converted line ends is up to date, and the way to have none is told", async () => {
  await using repository = await createFleet();
  await using folder = await createFolder({});
  await git(folder.path, "clone", "--quiet", "--config", "core.autocrlf=true", repository.path, "clone");
  const clone = join(folder.path, "clone");
  expect(readFileSync(join(clone, "prd/helmfile.yaml"), "utf8")).toContain("\r\n");
  for (const args of [["--check"], []]) {
    const { status, stdout, stderr } = await runDesalt(clone, ["generate", ...args]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^\d+ files are up to date\n$/u) });
    expect(stderr).toContain("warning: git converts line ends: ");
    expect(stderr).toContain(" hint: add to .gitattributes: * text=auto eol=lf\n");
  }
  expect(await git(clone, "status", "--short")).toBe("");
});

import { execa } from "execa";
import { readdirSync, readFileSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startFixtures, type RunningFixtures } from "../src/dryrun/index.ts";
import { canBindByPermissions, createRepository, runDesalt } from "./run-desalt.ts";

const cases = join(import.meta.dirname, "fixtures/add");

let fixtures: RunningFixtures;

beforeAll(async () => {
  fixtures = await startFixtures({
    charts: {
      "https://charts.jetstack.io": {
        "cert-manager": ["1.16.2"],
        "trust-manager": ["v0.9.0", "v0.12.0", "v0.13.0-rc.1", "v0.10.0"],
        preview: ["0.1.0-alpha.1", "0.1.0-alpha.2"],
      },
      "http://charts.plain.example": { tool: ["0.1.0"] },
      "https://charts.example.com": { audit: ["1.0.0", "1.1.0"] },
      "oci://ghcr.io/example/charts": { portal: ["2.4.0", "2.10.0", "2.9.0", "3.0.0-rc.1"] },
      "oci://quay.io/acme/charts": { gateway: ["0.3.0", "0.4.0+build.7"] },
    },
    credentials: {
      "https://charts.example.com": { username: "acme", password: "open-sesame" },
      "oci://ghcr.io/example/charts": { username: "acme", password: "open-sesame" },
    },
  });
});
afterAll(() => fixtures.close());

/** By the names of repositories in the cases; those of "shared" are missing on purpose. */
const credentials = {
  PLATFORM_USERNAME: "acme",
  PLATFORM_PASSWORD: "open-sesame",
  EXAMPLE_USERNAME: "acme",
  EXAMPLE_PASSWORD: "open-sesame",
  WRONG_USERNAME: "acme",
  WRONG_PASSWORD: "closed-sesame",
};

// Each case is a repository and a command; what is expected is what the user sees, and the change to the files.
test.for(readdirSync(cases))("%s", async (name) => {
  const folder = join(cases, name);
  await using repository = await createRepository(readFiles(join(folder, "repository")));
  await execa("git", ["add", "--all"], { cwd: repository.path });
  const command = readFileSync(join(folder, "command"), "utf8").trim();
  const { status, stdout, stderr } = await runDesalt(repository.path, ["add", ...command.split(" ")], {
    env: { ...fixtures.environment, ...credentials },
  });
  const diff = await execa("git", ["-c", "core.autocrlf=false", "diff", "--unified=1"], { cwd: repository.path, stripFinalNewline: false });
  const seen = [`$ desalt add ${command}`, `status: ${status}`, stdout, stderr, visible(diff.stdout)]
    .join("\n")
    .replaceAll(repository.path, "REPO");
  expect(stdout + stderr + diff.stdout).not.toMatch(/sesame|hunter2/u);
  await expect(seen).toMatchFileSnapshot(join(folder, "expected.txt"));
});

test.skipIf(!(await canBindByPermissions()))("when one file cannot be written, the others are as they were", async () => {
  const files = readFiles(join(cases, "new-repository-in-base/repository"));
  await using repository = await createRepository(files);
  await chmod(join(repository.path, "groups"), 0o555);
  const { status, stderr } = await runDesalt(
    repository.path,
    ["add", "oci://quay.io/acme/charts/gateway", "--version", "0.3.0", "--file", "groups/edge.ts"],
    { isBoundByPermissions: true },
  );
  // Otherwise nobody but root could remove the folder.
  await chmod(join(repository.path, "groups"), 0o755);
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('"groups/edge.ts" cannot be written') });
  expect(readFiles(repository.path)).toMatchObject(files);
});

test("nothing but add loads the parser of TypeScript, and nothing but a registry the HTTP client", async () => {
  const guard =
    'import { registerHooks } from "node:module"; registerHooks({ resolve(name, context, next) { if (/^(ts-morph|undici)/.test(name)) throw new Error(name); return next(name, context); } });';
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(guard)}` };
  await using repository = await createRepository(readFiles(join(cases, "latest-stable-version/repository")));
  expect(await runDesalt(repository.path, ["add", "--help"], { env })).toMatchObject({ status: 0 });
  expect(await runDesalt(repository.path, ["generate"], { env })).toMatchObject({ status: 0 });
  const guarded = await runDesalt(repository.path, ["add", "jetstack/a", "--version", "1.0.0"], { env });
  expect(guarded).toMatchObject({ status: 70, stderr: expect.stringContaining("ts-morph") });
});

/** Carriage returns and the byte order mark as something that a reviewer sees, without hashes of blobs. */
function visible(diff: string): string {
  return diff
    .replaceAll(/^index .*\n/gmu, "")
    .replaceAll("\r", "␍")
    .replaceAll("\uFEFF", "<BOM>");
}

function readFiles(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), readFileSync(path, "utf8")];
    }),
  );
}

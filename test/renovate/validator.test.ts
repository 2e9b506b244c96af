import { execa } from "execa";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { renderRenovateJson } from "../../src/renovate/index.ts";
import { fleets, workflowsOf } from "./fleets.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "desalt-validator-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const source = "desalt.config.ts";

it("accepts every rendered file without a warning", { timeout: 60_000 }, async () => {
  const { stdout, exitCode } = await validate(await writeFleets());
  expect(messages(stdout).filter((message) => !message.startsWith("Validating"))).toEqual([
    `Config validated successfully against ${Object.keys(fleets).length * 2} file(s)`,
  ]);
  expect(exitCode).toBe(0);
});

it("loads and accepts the global config of a self-hosted bot, which wants its secrets", { timeout: 60_000 }, async () => {
  const fleet = fleets["private"];
  const file = fleet === undefined ? undefined : renderRenovateJson(fleet, { as: "config", source })[1];
  const path = join(folder, "global/renovate-global.cjs");
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, file?.text ?? "");
  const secrets = { PLATFORM_USERNAME: "u", PLATFORM_PASSWORD: "p", SHARED_USERNAME: "u", SHARED_PASSWORD: "p" };
  const { stdout, exitCode } = await validate([path], { global: true, env: secrets });
  expect(messages(stdout).filter((message) => !message.startsWith("Validating"))).toEqual([
    "Config validated successfully against 1 file(s)",
  ]);
  expect(exitCode).toBe(0);
  const without = await execa("node", ["--eval", `require(${JSON.stringify(path)})`], {
    preferLocal: true,
    reject: false,
    env: { PLATFORM_USERNAME: "u" },
  });
  expect(without.stderr).toContain("Error: Set PLATFORM_PASSWORD, SHARED_USERNAME, SHARED_PASSWORD");
});

async function writeFleets(): Promise<string[]> {
  const paths: string[] = [];
  for (const [name, fleet] of Object.entries(fleets)) {
    for (const as of ["config", "preset"] as const) {
      const path = join(folder, `${name}.${as}.json`);
      await writeFile(path, renderRenovateJson(fleet, { as, source, workflows: workflowsOf(fleet) })[0]?.text ?? "");
      paths.push(path);
    }
  }
  return paths;
}

function validate(paths: readonly string[], { global = false, env = {} }: { global?: boolean; env?: Record<string, string> } = {}) {
  const flags = ["--strict", ...(global ? [] : ["--no-global"])];
  return execa("renovate-config-validator", [...flags, ...paths], {
    preferLocal: true,
    localDir: import.meta.dirname,
    cwd: folder,
    reject: false,
    env: { ...env, LOG_FORMAT: "json", RENOVATE_X_IGNORE_RE2: "true" },
  });
}

function messages(log: string): string[] {
  const lines = log.split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => {
    const { msg, warnings, errors, file }: Record<string, unknown> = JSON.parse(line);
    return [msg, file, warnings, errors]
      .flatMap((part) => (part === undefined ? [] : [typeof part === "string" ? part : JSON.stringify(part)]))
      .join(" ");
  });
}

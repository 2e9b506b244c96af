import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createRepository } from "./run-desalt.ts";

const cli = join(import.meta.dirname, "../dist/cli/bin.js");
const config = "environments: { dev: {} }\nreleases: { portal: { chart: ./charts/portal, namespace: portal } }\n";

test.each([
  [["generate"], 0],
  [["generate", "--check"], 1],
] as const)("%j whose reader leaves ends quietly, with the code of the work", async (args, expected) => {
  await using repository = await createRepository({ "desalt.yaml": config, "charts/portal/Chart.yaml": "name: portal\nversion: 1.0.0\n" });
  const child = spawn(process.execPath, [cli, ...args], { cwd: repository.path, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy();
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const [code] = await once(child, "close");
  expect(code).toBe(expected);
  expect(said).not.toMatch(/EPIPE|bug/u);
});

test.skipIf(process.platform !== "linux")("output that cannot be written is an error, and no finding", async () => {
  await using repository = await createRepository({ "desalt.yaml": config, "charts/portal/Chart.yaml": "name: portal\nversion: 1.0.0\n" });
  const child = spawn(process.execPath, [cli, "generate"], { cwd: repository.path, stdio: ["ignore", openSync("/dev/full", "w"), "pipe"] });
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (said += text));
  const [code] = await once(child, "close");
  expect(code).toBe(2);
  expect(said).toContain("error: the output cannot be written: ENOSPC");
});

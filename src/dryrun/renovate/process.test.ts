import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runRenovate } from "./process.ts";
import { parseReport } from "./report.ts";

/** Runs a program that ends in a way in which nobody can make the real Renovate end. */
async function runProgram(code: string) {
  const folder = await mkdtemp(join(tmpdir(), "process-"));
  try {
    // The preload looks for Renovate's own packages beside the program.
    await symlink(join(import.meta.dirname, "../../../node_modules"), join(folder, "node_modules"));
    const program = join(folder, "program.mjs");
    const write = `import { readFileSync, writeFileSync } from "node:fs";
const { reportPath } = JSON.parse(readFileSync(process.env.RENOVATE_CONFIG_FILE, "utf8"));
const report = (text) => writeFileSync(reportPath, text);
const complain = (msg) => console.log(JSON.stringify({ level: 50, msg }));
`;
    await writeFile(program, `${write}${code}`);
    return await runRenovate({
      renovate: { version: "44.0.0", program, node: process.execPath },
      endpoint: "http://127.0.0.1:1/",
      repositories: ["acme/infra"],
      folder,
      environment: {},
      globalConfig: {},
      clockOffset: 0,
      requestLimit: 60_000,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("a signal counts even where a report is there, and the first complaints are shown, not the last", async () => {
  const run = runProgram(
    `report('{"repositories":{}}'); for (let n = 1; n < 30; n += 1) complain("complaint " + n); process.kill(process.pid, "SIGKILL");`,
  );
  await expect(run).rejects.toThrow(
    /Renovate 44\.0\.0 was ended by SIGKILL; its first messages:\n {2}complaint 1\n(?: {2}complaint \d\n)+ {2}complaint 10$/u,
  );
});

test("an exit code is handed on with the report", async () => {
  expect(await runProgram(`report('{"repositories":{}}'); process.exitCode = 3;`)).toMatchObject({
    exitCode: 3,
    report: '{"repositories":{}}',
  });
});

test("no report, or half of one, is an error with a cause", async () => {
  await expect(runProgram("process.exitCode = 7;")).rejects.toThrow("Renovate 44.0.0 ended with exit code 7 and left no report");
  const { report = "" } = await runProgram(`report('{"repositories":{"acme/in');`);
  expect(() => parseReport(report)).toThrow("Renovate's report is not complete (25 characters)");
});

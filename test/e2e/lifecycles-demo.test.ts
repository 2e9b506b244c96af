import { execa } from "execa";
import { join } from "node:path";
import { expect, test } from "vitest";

const demo = join(import.meta.dirname, "../../examples/lifecycles/demo.ts");

test("the demo of life cycles finds what was planted, with each fix, and nothing else", { timeout: 240_000 }, async () => {
  const { exitCode, stdout } = await execa(process.execPath, [demo], { reject: false, stdin: "ignore", env: { NO_COLOR: "1" } });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^20 of 20 planted findings, each with its fix, and nothing else\.$/mu);
});

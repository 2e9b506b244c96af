import { execa } from "execa";
import { join } from "node:path";
import { expect, test } from "vitest";

test("the demo of the audit shows the figures, a config, and a check that fails", { timeout: 120_000 }, async () => {
  const demo = join(import.meta.dirname, "../../examples/audit/demo.ts");
  const { exitCode, stdout } = await execa(process.execPath, [demo], { reject: false, stdin: "ignore", env: { NO_COLOR: "1" } });
  expect(exitCode).toBe(0);
  expect(stdout.split("\n").filter((line) => /^(?:\$ |\(exit)/u.test(line))).toEqual([
    "$ desalt audit",
    "$ desalt init --yes",
    expect.stringMatching(/^\$ desalt gate --base then --now /u),
    "(exit 1)",
  ]);
});

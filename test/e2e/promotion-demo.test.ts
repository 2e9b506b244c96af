import { execa } from "execa";
import { join } from "node:path";
import { expect, test } from "vitest";

const demo = join(import.meta.dirname, "../../examples/promotion/demo.ts");

test(
  "the demo of promotion shows a wait, a refusal, a trick that is refused, and the pull request that comes of an open gate",
  { timeout: 240_000 },
  async () => {
    const { exitCode, stdout, stderr } = await execa(process.execPath, [demo], { reject: false, stdin: "ignore", env: { NO_COLOR: "1" } });
    expect(exitCode).toBe(0);
    expect(stderr).not.toMatch(/warning/iu);
    const steps = stdout.split("\n").filter((line) => /^(?:== |\$ |\(exit)/u.test(line));
    const days = steps.map((line) => line.replaceAll(/\d{4}-\d{2}-\d{2}/gu, "DAY"));
    expect(days).toMatchInlineSnapshot(`
    [
      "== Day 0, DAY: dev gets cert-manager 1.18.0",
      "$ git log --reverse --format=%cs%x20%s",
      "$ cat desalt.yaml",
      "$ desalt init --promotion",
      "$ desalt generate",
      "$ desalt plan --fixtures fixtures.yaml --now DAY",
      "== Day 5, DAY: prd still waits",
      "$ desalt promote --now DAY",
      "$ git diff --unified=0 main hurry",
      "$ desalt gate --base main --now DAY",
      "(exit 1)",
      "$ git diff --stat main trick",
      "$ desalt gate --base main --now DAY",
      "(exit 1)",
      "== Day 8, DAY: the gate opens",
      "$ desalt promote --now DAY",
      "$ git log -1 --format=%s desalt-gates",
      "$ desalt plan --fixtures fixtures.yaml --now DAY",
      "$ desalt gate --base main --now DAY",
    ]
  `);
  },
);

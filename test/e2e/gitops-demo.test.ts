import { execa } from "execa";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { requireTools } from "../requires.ts";

const { isMissing } = await requireTools("helm", "helmfile");
const demo = join(import.meta.dirname, "../../examples/gitops/demo.ts");

describe.skipIf(isMissing)("the demo of GitOps", () => {
  it("shows a bump's comment, and the commit of its manifests", { timeout: 120_000 }, async () => {
    const { exitCode, stdout } = await execa(process.execPath, [demo], { reject: false, stdin: "ignore", env: { NO_COLOR: "1" } });
    expect(exitCode).toBe(0);
    expect(stdout.split("\n").filter((line) => /^(?:== |\$ )/u.test(line))).toMatchInlineSnapshot(`
      [
        "== The fleet's manifests are rendered for the first time",
        "$ desalt render --out ../manifests --pull",
        "$ desalt publish ../manifests",
        "== Renovate's pull request upgrades portal in dev",
        "$ git diff --unified=0 main",
        "$ desalt diff main --format markdown",
        "== Somebody merges it",
        "$ desalt render --out ../manifests --pull",
        "$ desalt publish ../manifests",
        "$ git --git-dir=../forge/acme/manifests.git show --stat --format=%an:%x20%B main",
        "$ desalt publish ../manifests",
      ]
    `);
  });
});

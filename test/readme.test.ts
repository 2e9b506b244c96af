import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadConfigDoc } from "../tools/config-doc.ts";

const root = join(import.meta.dirname, "..");
const readme = await readFile(join(root, "README.md"), "utf8");
const blocks = [...readme.matchAll(/<!-- (examples\/\S+) -->\n```\w*\n([\s\S]*?)```/gu)].map(([, path = "", text = ""]) => ({
  path,
  text,
}));

test("the README shows configs, what comes of them, a plan, and a test", () => {
  expect(blocks.map(({ path }) => path)).toEqual([
    "examples/quickstart/desalt.config.ts",
    "examples/quickstart/prd/helmfile.yaml",
    "examples/quickstart/plan.txt",
    "examples/promotion/desalt.yaml",
    "examples/gitops/comment.md",
    "examples/test-your-config/renovate.test.ts",
  ]);
});

test.each(blocks)("the block of $path stands in that file", async ({ path, text }) => {
  expect(await readFile(join(root, path), "utf8")).toContain(text);
});

test("the README is short, and its links lead to files", async () => {
  expect(readme.split("\n").length).toBeLessThanOrEqual(200);
  const targets = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/gu)].map(([, target = ""]) => target);
  expect(targets.filter((target) => !existsSync(join(root, target)))).toEqual([]);
});

test("docs/trust.md names tests and pages that exist, and is one page", async () => {
  const trust = await readFile(join(root, "docs/trust.md"), "utf8");
  const targets = [...trust.matchAll(/\]\((?!https?:|#)([^)#]+)/gu)].map(([, target = ""]) => join(root, "docs", target));
  expect(targets.length).toBeGreaterThan(10);
  expect(targets.filter((target) => !existsSync(target))).toEqual([]);
  expect(trust.split("\n").length).toBeLessThanOrEqual(80);
});

test("docs/config.md is what `npm run docs` makes", async () => {
  expect(await readFile(join(root, "docs/config.md"), "utf8")).toBe(await loadConfigDoc());
});

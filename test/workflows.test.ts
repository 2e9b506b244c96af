import { execa } from "execa";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { requireTools } from "./requires.ts";

const { actionlint, isMissing } = await requireTools("actionlint");
const folder = join(import.meta.dirname, "../.github/workflows");

test.skipIf(isMissing)("actionlint finds nothing in our workflows", async () => {
  const files = (await readdir(folder)).map((name) => join(folder, name));
  expect((await execa(actionlint.path, ["-no-color", "-shellcheck=", "-pyflakes=", ...files], { reject: false })).stdout).toBe("");
});

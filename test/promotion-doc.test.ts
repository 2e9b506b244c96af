import { execa } from "execa";
import { existsSync } from "node:fs";
import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const doc = await readFile(join(root, "docs/promotion.md"), "utf8");

test("docs/promotion.md explains messages that desalt prints", async () => {
  const sources: string[] = [];
  for await (const path of glob("src/**/*.ts", { cwd: root }))
    if (!path.endsWith(".test.ts")) sources.push(await readFile(join(root, path), "utf8"));
  const table = doc.slice(doc.indexOf("## When something is said"), doc.indexOf("## For machines"));
  const cells = [...table.matchAll(/^\| (`.*?) \|/gmu)].map(([, cell = ""]) => cell);
  const messages = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/gu)].map(([, message = ""]) => message));
  expect(messages.length).toBeGreaterThan(20);
  const isPrinted = (message: string): boolean => {
    const parts = message
      .split(/…|"origin"|dev/u)
      .map((part) => part.trim())
      .filter((part) => part.length > 3);
    return parts.every((part) => sources.some((source) => source.includes(part)));
  };
  expect(messages.filter((message) => !isPrinted(message))).toEqual([]);
});

test("its links lead to files, and bash reads its recipes", async () => {
  const targets = [...doc.matchAll(/\]\((?!https?:|#)([^)#]+)/gu)].map(([, target = ""]) => join(root, "docs", target));
  expect(targets.filter((target) => !existsSync(target))).toEqual([]);
  const recipes = [...doc.matchAll(/```bash\n(.*?)```/gsu)].map(([, text = ""]) => text);
  expect(recipes).toHaveLength(3);
  for (const input of recipes) await execa("bash", ["-n"], { input });
});

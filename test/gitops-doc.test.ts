import { execa } from "execa";
import { existsSync } from "node:fs";
import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const doc = await readFile(join(root, "docs/gitops.md"), "utf8");
const sources: string[] = [];
for await (const path of glob("src/**/*.ts", { cwd: root }))
  if (!path.endsWith(".test.ts")) sources.push(await readFile(join(root, path), "utf8"));

test("docs/gitops.md explains messages that desalt prints", () => {
  const table = doc.slice(doc.indexOf("## Messages"));
  const cells = [...table.matchAll(/^\| (`.*?) \|/gmu)].map(([, cell = ""]) => cell);
  const messages = cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/gu)].map(([, message = ""]) => message));
  expect(messages.length).toBeGreaterThan(15);
  const isPrinted = (message: string): boolean =>
    message.split("…").every((part) => sources.some((source) => source.includes(part.replace(/"$/u, "").trim())));
  expect(messages.filter((message) => !isPrinted(message))).toEqual([]);
});

test("its options are options of the command line", () => {
  const options = new Set([...doc.matchAll(/`?npx desalt [^`\n]*|`--[a-z-]+/gu)].flatMap(([text]) => text.match(/--[a-z-]{3,}/gu) ?? []));
  // Of the programs that it speaks of beside desalt.
  const others = new Set(["--enable-progressive-syncs"]);
  const commands = sources.join("\n");
  expect([...options].filter((option) => !others.has(option) && !commands.includes(option))).toEqual([]);
});

test("its links lead somewhere, bash reads its recipes, and its comment is the example's", async () => {
  const targets = [...doc.matchAll(/\]\((?!https?:|#)([^)#]+)/gu)].map(([, target = ""]) => join(root, "docs", target));
  expect(targets.filter((target) => !existsSync(target))).toEqual([]);
  const anchors = new Set(
    [...doc.matchAll(/^#+ (.+)$/gmu)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w\s-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
  expect([...doc.matchAll(/\]\(#([^)]+)\)/gu)].map(([, anchor = ""]) => anchor).filter((anchor) => !anchors.has(anchor))).toEqual([]);
  const recipes = [...doc.matchAll(/```bash\n(.*?)```/gsu)].map(([, text = ""]) => text);
  expect(recipes).toHaveLength(2);
  for (const input of recipes) await execa("bash", ["-n"], { input });
  const [, shown = ""] = /<!-- examples\/gitops\/comment.md -->\n```markdown\n(.*?)```/su.exec(doc) ?? [];
  expect(shown).not.toBe("");
  expect(await readFile(join(root, "examples/gitops/comment.md"), "utf8")).toContain(shown);
});

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { lookAround } from "../../src/project/read-side.ts";
import { readDeclared } from "../../src/project/reading/declared-releases.ts";
import { requireTools } from "../requires.ts";
import { createFolder } from "../run-desalt.ts";
import { createChoices, readBox } from "./fuzz/choices.ts";
import { compareWithSync, mayBeRefused } from "./fuzz/compare.ts";
import { mutate } from "./fuzz/mutated.ts";
import { plainText } from "./fuzz/plain-text.ts";
import { recordSync } from "./fuzz/recorded-sync.ts";
import { severalFiles } from "./fuzz/several-files.ts";
import type { RandomFiles } from "./fuzz/world.ts";

const { helmfile, isMissing } = await requireTools("helmfile");

/** The repository of a seed: one plain file, or several files; one of them mutated in every fourth, the helmfile a template in every tenth. */
function createRandom(seed: number): RandomFiles & { readonly path: string } {
  const choices = createChoices(seed);
  const path = "prd/helmfile.yaml";
  const random = choices.below(3) === 0 ? { files: new Map([[path, plainText(choices)]]), environment: "default" } : severalFiles(choices);
  const files = new Map(random.files);
  if (choices.below(4) === 0) {
    const paths = [...files.keys()];
    const changed = choices.below(2) === 0 ? path : (paths[choices.below(paths.length)] ?? path);
    files.set(changed, mutate(files.get(changed) ?? "", choices));
  }
  if (choices.below(10) > 0) return { ...random, files, path };
  files.set(`${path}.gotmpl`, files.get(path) ?? "");
  files.delete(path);
  return { ...random, files, path: `${path}.gotmpl` };
}

// `FUZZ_SECONDS=3600 FUZZ_SEED=1 npx vitest run --config vitest.e2e.config.ts test/e2e/reading.test.ts`
test.skipIf(isMissing)("a helmfile is read as helmfile runs it, or not understood", { timeout: 20_000_000 }, async () => {
  const { seed, deadline } = readBox(60);
  await using folder = await createFolder({});
  const differences: string[] = [];
  const reasons = new Map<string, number>();
  let [next, exact, inexact, refused] = [0, 0, 0, 0];

  async function compare(home: string): Promise<void> {
    while (Date.now() < deadline && differences.length < 5) {
      const number = seed + next++;
      const root = join(folder.path, String(number));
      const { files, environment, path } = createRandom(number);
      for (const [name, text] of files) {
        mkdirSync(dirname(join(root, name)), { recursive: true });
        writeFileSync(join(root, name), text);
      }
      const read = await readDeclared({ path, files: lookAround(root), settings: { helmfileEnvironment: environment } });
      if (read.notUnderstood === undefined) {
        const result = await recordSync({ helmfile: helmfile.path, home, root, path, environment });
        const show = (found: string): string => `seed ${number}, -e ${environment}: ${found}\n${showFiles(files)}`;
        if ("refusal" in result) {
          refused += 1;
          if (!mayBeRefused(read, result.refusal)) differences.push(show(`refused: ${result.refusal}`));
        } else {
          const found = compareWithSync(read, result.releases);
          exact += found.exact;
          inexact += found.inexact;
          if (found.differences.length > 0) differences.push(show(found.differences.join("; ")));
        }
      } else {
        const reason = read.notUnderstood.reason.replaceAll(/"[^"]*"/gu, '"…"');
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }
      rmSync(root, { recursive: true });
    }
  }

  await Promise.all([compare(join(folder.path, "home-a")), compare(join(folder.path, "home-b"))]);
  const unread = [...reasons.values()].reduce((sum, count) => sum + count, 0);
  const lines = [...reasons].toSorted(([, a], [, b]) => b - a).map(([reason, count]) => `  ${count} × ${reason}`);
  process.stderr.write(
    `${next} helmfiles from seed ${seed}: ${exact} releases exact, ${inexact} inexact; ${unread} files not understood, ${refused} refused by helmfile\n${lines.join("\n")}\n`,
  );
  expect(differences).toEqual([]);
  expect(next - unread).toBeGreaterThan(20);
});

function showFiles(files: ReadonlyMap<string, string>): string {
  return [...files].map(([path, text]) => `--- ${path}\n${JSON.stringify(text)}`).join("\n");
}

import { execa } from "execa";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { everyPreset, renderPresetFiles } from "../../src/presets/index.ts";
import { renderPresets } from "../../tools/presets.ts";

const root = join(import.meta.dirname, "../..");

describe("the committed presets", () => {
  it.each(renderPresets())("$path is what src/presets says (npm run docs)", async ({ path, text }) => {
    expect(await readFile(join(root, path), "utf8")).toBe(text);
  });

  it("are all there, and no others", async () => {
    expect((await readdir(join(root, "presets"))).toSorted()).toEqual(everyPreset.map(({ name }) => `${name}.json`).toSorted());
  });
});

describe("Renovate's validator", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "desalt-presets-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("accepts every preset, as it is and with arguments, without a warning", { timeout: 60_000 }, async () => {
    const paths: string[] = [];
    for (const { path, text } of [...asTheyAre(), ...renderPresetFiles().map(withArguments)]) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
      paths.push(file);
    }
    const { stdout, exitCode } = await execa("renovate-config-validator", ["--strict", "--no-global", ...paths], {
      preferLocal: true,
      localDir: import.meta.dirname,
      cwd: folder,
      reject: false,
      env: { RENOVATE_X_IGNORE_RE2: "true" },
    });
    const complaints = stdout.split("\n").filter((line) => /WARN|ERROR|FATAL/u.test(line));
    expect(complaints).toEqual([]);
    expect(stdout).toContain(`Config validated successfully against ${paths.length} file(s)`);
    expect(exitCode).toBe(0);
  });
});

/** Renovate checks a schedule's text, and so knows one only with its arguments. */
function asTheyAre() {
  const files = renderPresetFiles().map(({ path, text }) => ({ path: `plain/${path}`, text }));
  return files.filter(({ text }) => !text.includes('"schedule": ["{{arg1}}"]'));
}

function withArguments({ path, text }: { readonly path: string; readonly text: string }) {
  const preset = everyPreset.find(({ name }) => path === `presets/${name}.json`);
  const values = preset?.parameters.map(({ example }) => JSON.stringify(example).slice(1, -1)) ?? [];
  return { path: `used/${path}`, text: text.replaceAll(/\{\{arg(\d)\}\}/gu, (_, index: string) => values[Number(index)] ?? "missing") };
}

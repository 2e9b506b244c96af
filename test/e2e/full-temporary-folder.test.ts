import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { requireTools } from "../requires.ts";
import { createFolder, createRepository, runDesalt } from "../run-desalt.ts";
import { canMount, mountSmallDisk } from "../small-disk.ts";

const { isMissing } = await requireTools("helm", "helmfile");

const chart = "apiVersion: v2\nname: local\nversion: 0.1.0\n";
const template =
  "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: {{ .Release.Name }} }\ndata: { lines: {{ len .Values.lines | quote }} }\n";
const release = (name: string): string => `  - { name: ${name}, chart: ./chart, values: [values.yaml] }\n`;

/** Three releases with values of 400 kB each. */
const files = {
  "desalt.yaml": "environments: { dev: { helmfile: helmfile.yaml } }\n",
  "helmfile.yaml": `releases:\n${["a", "b", "c"].map(release).join("")}`,
  "values.yaml": `lines:\n${"- 0123456789abcdef\n".repeat(22_000)}last: true\n`,
  "chart/Chart.yaml": chart,
  "chart/templates/all.yaml": template,
};

describe.skipIf(isMissing || !(await canMount()))("desalt render with a small temporary folder", () => {
  it("renders what it renders elsewhere, or ends with exit code 2 and writes nothing else", { timeout: 120_000 }, async () => {
    await using repository = await createRepository(files);
    await using home = await createFolder({});
    const render = async (out: string, env: Readonly<Record<string, string>>) =>
      runDesalt(repository.path, ["render", "--no-cache", "--out", out], { env: { HOME: home.path, XDG_CACHE_HOME: home.path, ...env } });
    expect(await render("whole", {})).toMatchObject({ status: 0 });
    const seen = new Set<number>();
    for (const size of ["200k", "600k", "900k", "1300k", "2m", "3m", "8m"]) {
      await using disk = await mountSmallDisk(size);
      const { status, stderr } = await render(size, { TMPDIR: disk.path });
      seen.add(status);
      expect(stderr).not.toContain("bug in desalt");
      expect(status === 0 || /no space left on device|could not be written/u.test(stderr)).toBe(true);
      for (const [path, text] of readTree(join(repository.path, size)))
        expect(text, `${size} ${path}`).toBe(readTree(join(repository.path, "whole")).get(path));
    }
    expect(seen).toEqual(new Set([2, 0]));
  });

  it("does without a cache that is full", { timeout: 60_000 }, async () => {
    await using repository = await createRepository(files);
    await using disk = await mountSmallDisk("8k");
    writeFileSync(join(disk.path, "filler"), "x".repeat(8192));
    const { status } = await runDesalt(repository.path, ["render", "--out", "out"], { env: { XDG_CACHE_HOME: disk.path } });
    expect(status).toBe(0);
    expect(readdirSync(disk.path, { recursive: true }).filter((name) => /json|tmp/u.test(String(name)))).toEqual([]);
  });
});

function readTree(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /^dev\/.*\.yaml$/u.test(name));
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

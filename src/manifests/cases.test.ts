import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { compareManifests } from "./compare/compare.ts";
import { renderDiffMarkdown } from "./print/markdown.ts";
import { parseManifests } from "./objects/parse.ts";
import type { RenderedManifests } from "./objects/rendered.ts";

const fixtures = join(import.meta.dirname, "../../test/fixtures/diff");

/** `base/portal.yaml`: a release; its first line names the chart, its version and its change log. */
function readSide(folder: string): RenderedManifests {
  const releases = readdirSync(folder).map((file) => {
    const text = readFileSync(join(folder, file), "utf8");
    const [, reference = "", version = "", changeLog] = /^# chart: (".*"|\S+) (\S+)(?: (\S+))?$/mu.exec(text) ?? [];
    const release = { environment: "prd", release: basename(file, ".yaml"), namespace: "web" };
    const chart = { reference, name: release.release, version, ...(changeLog === undefined ? {} : { changeLog }) };
    return { ...release, chart, objects: parseManifests(text, release) };
  });
  return { releases, failures: [] };
}

it.each(readdirSync(fixtures))("shows the case %s", async (name) => {
  const folder = join(fixtures, name);
  const diff = compareManifests(readSide(join(folder, "base")), readSide(join(folder, "head")), { showNoise: false });
  await expect(renderDiffMarkdown(diff)).toMatchFileSnapshot(join(folder, "expected.md"));
});

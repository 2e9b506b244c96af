import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openCommitReader } from "../../src/io/git/commit-files.ts";
import { readWholeHistory } from "../../src/project/history/whole-history.ts";
import { readDeclared } from "../../src/project/reading/declared-releases.ts";
import { listRunningReleases } from "../../src/promotion/index.ts";
import { requireTools } from "../requires.ts";
import { createFolder } from "../run-desalt.ts";
import { createScriptedHistory, type ScriptedCommit } from "../scripted-repository.ts";

const { isMissing } = await requireTools("helmfile");

const path = "helmfile.yaml.gotmpl";
const head = `environments:
  dev: { values: [environments/dev/versions.yaml] }
  prd: { values: [environments/prd/versions.yaml] }
---
repositories: [{ name: charts, url: https://charts.example.com }]
releases:
`;
const release = (name: string, version: string): string => `- { name: ${name}, chart: charts/${name}, version: "${version}" }\n`;
const plain = head + ["velero", "portal"].map((name) => release(name, `{{ .Values.versions.${name} }}`)).join("");
const versionsOf = (velero: string, portal: string, more = ""): string =>
  `versions:\n  velero: ${velero} # kept\n  portal: "${portal}"\n${more}`;

/** Each commit changes versions, or now and then something else. */
const templates: Readonly<Record<string, string>> = {
  plain,
  "with a condition on the environment": plain
    .replace("- { name: portal", '{{ if eq .Environment.Name "prd" }}\n- { name: portal')
    .concat("{{ end }}\n"),
  "with a comparison of versions": plain.replace(
    '"{{ .Values.versions.velero }}"',
    '"{{ if semverCompare ">=1.5.0" .Values.versions.velero }}{{ .Values.versions.velero }}{{ else }}0.0.1{{ end }}"',
  ),
  "with a version that is put together": plain.replace("{{ .Values.versions.velero }}", "{{ .Values.versions.velero }}-rc.1"),
  "with a version that is a key": plain.replace(
    "{{ .Values.versions.velero }}",
    '{{ get .Values.versions.portal .Values.map | default "7.0.0" }}',
  ),
};

function createCommits(template: string): readonly ScriptedCommit[] {
  const commits: ScriptedCommit[] = [];
  for (let index = 0; index < 24; index += 1) {
    const time = new Date(Date.parse("2026-01-01") + index * 86_400_000).toISOString();
    const more = index > 15 ? 'map: { "1.0.0": 5.0.0, "1.9.0": 6.0.0 }\n' : "map: {}\n";
    const dev = versionsOf(`1.${index}.0`, `v1.${index % 10}.0`, more);
    const prd = versionsOf(`1.${Math.floor(index / 2)}.0`, `1.${index % 10}.0`, more);
    commits.push([
      time,
      {
        [path]: index === 9 ? `${template}# a comment\n` : template,
        "environments/dev/versions.yaml": dev,
        "environments/prd/versions.yaml": prd,
      },
    ]);
  }
  return commits;
}

function countFiles(folder: string): number {
  return existsSync(folder) ? readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith(".json")).length : 0;
}

describe.skipIf(isMissing)("the history of a templated helmfile", { timeout: 240_000 }, () => {
  it.each(Object.entries(templates))("is what helmfile says at every commit: %s", async (name, template) => {
    await using cache = await createFolder({});
    await using repository = await createScriptedHistory(createCommits(template));
    const before = process.env["XDG_CACHE_HOME"];
    process.env["XDG_CACHE_HOME"] = cache.path;
    try {
      const commit = await repository.git("rev-parse", "HEAD");
      const settings = { helmfileEnvironment: name === "plain" ? "dev" : "prd" };
      const { entries } = await readWholeHistory({ root: repository.path, commit, path, settings });
      const questions = countFiles(join(cache.path, "desalt"));
      expect(entries).toHaveLength(24);
      // Without skeletons each commit takes two.
      const isCompared = name !== "plain" && name !== "with a condition on the environment";
      expect(isCompared || questions < 20).toBe(true);
      await using reader = await openCommitReader(repository.path);
      for (const { commit: at, releases } of entries) {
        const asked = await reader.read(at.id, (files) => readDeclared({ path, files, settings }));
        // Undefined for what is not understood.
        expect({ id: at.id, releases }).toEqual({
          id: at.id,
          releases: asked.notUnderstood === undefined ? listRunningReleases(asked) : undefined,
        });
      }
    } finally {
      if (before === undefined) delete process.env["XDG_CACHE_HOME"];
      else process.env["XDG_CACHE_HOME"] = before;
    }
  });
});

import { expect, test } from "vitest";
import { readDeclared } from "./declared-releases.ts";

test("a template that is not understood depends on all files that it mentions", async () => {
  const files: Readonly<Record<string, string>> = {
    "prd/helmfile.yaml.gotmpl": `{{ exec "x" }}\nbases: [../base.yaml]\n---\nreleases: []\n`,
    "base.yaml": "environments: { default: { values: [versions.yaml] } }\n",
    "prd/versions.yaml": "portal: 1.0.0\n",
  };
  const read = await readDeclared({
    path: "prd/helmfile.yaml.gotmpl",
    files: { readText: (path) => files[path], isFolder: () => false, list: () => [] },
  });
  expect(read.notUnderstood).toBeDefined();
  expect(read.involved).toEqual(expect.arrayContaining(Object.keys(files)));
});

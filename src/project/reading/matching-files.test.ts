import { expect, test } from "vitest";
import type { Surroundings } from "../../helmfile/index.ts";
import { matchesAny } from "../../core/path-pattern.ts";
import { listMatchingFiles } from "./matching-files.ts";

const paths = [
  "helmfile.yaml",
  "apps/a/prd/helmfile.yaml",
  "apps/b/prd/helmfile.yaml",
  "apps/b/prd/values.yaml",
  "apps/.old/prd/helmfile.yaml",
  "apps/c/dev/helmfile.yaml",
  "apps/x/y/prd/helmfile.yaml",
  "helmfile.d/02-b.yaml",
  "helmfile.d/01-a.yaml.gotmpl",
];

const tree: Surroundings = {
  isFolder: (folder) => folder === "." || paths.some((path) => path.startsWith(`${folder}/`)),
  readText: (path) => (paths.includes(path) ? "" : undefined),
  list: (folder) => {
    const below = paths.filter((path) => folder === "." || path.startsWith(`${folder}/`));
    return [...new Set(below.map((path) => (folder === "." ? path : path.slice(folder.length + 1)).split("/")[0] ?? ""))].toSorted();
  },
};

test.each([
  [["apps/*/prd/helmfile.yaml"], ["apps/a/prd/helmfile.yaml", "apps/b/prd/helmfile.yaml"]],
  [["apps/**/prd/helmfile.yaml"], ["apps/a/prd/helmfile.yaml", "apps/b/prd/helmfile.yaml", "apps/x/y/prd/helmfile.yaml"]],
  [["helmfile.d/*.yaml*"], ["helmfile.d/01-a.yaml.gotmpl", "helmfile.d/02-b.yaml"]],
  [["apps/b/**"], ["apps/b/prd/helmfile.yaml", "apps/b/prd/values.yaml"]],
  [["*/helmfile.yaml"], []],
])("%s", (patterns, expected) => {
  expect(listMatchingFiles(patterns, tree)).toEqual(expected);
  expect(paths.filter((path) => matchesAny(path, patterns)).toSorted()).toEqual([...expected].toSorted());
});

test("a path counts although no file is there, and a file that two patterns match counts once", () => {
  expect(listMatchingFiles(["gone.yaml", "apps/a/prd/*.yaml", "apps/*/prd/helmfile.yaml"], tree)).toEqual([
    "gone.yaml",
    "apps/a/prd/helmfile.yaml",
    "apps/b/prd/helmfile.yaml",
  ]);
});

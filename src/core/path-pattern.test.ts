import { expect, test } from "vitest";
import { fixedFolder, matchesPattern } from "./path-pattern.ts";

const cases: readonly (readonly [pattern: string, matches: readonly string[], others: readonly string[]])[] = [
  [
    "apps/*/prd/helmfile.yaml",
    ["apps/a/prd/helmfile.yaml"],
    ["apps/a/b/prd/helmfile.yaml", "apps/.old/prd/helmfile.yaml", "x/apps/a/prd/helmfile.yaml"],
  ],
  [
    "helmfile.d/*.yaml",
    ["helmfile.d/01-a.yaml"],
    ["helmfile.d/.a.yaml", "helmfile.d/a.yaml.gotmpl", "helmfile.d/x/a.yaml", "helmfile.d/.yaml"],
  ],
  ["helmfile.d/*.yaml*", ["helmfile.d/a.yaml", "helmfile.d/a.yaml.gotmpl"], ["helmfile.d/a.yml"]],
  ["**/prd.yaml", ["prd.yaml", "a/prd.yaml", "a/b/prd.yaml"], ["a/.b/prd.yaml", "a/xprd.yaml", "a/prd.yaml/b"]],
  ["apps/**", ["apps/a", "apps/b/c"], ["apps", "apps/.a", "app/a"]],
  ["a?/h.yaml", ["ab/h.yaml"], ["a/h.yaml", "a/b/h.yaml", "abc/h.yaml"]],
  ["a(b)/*.yaml", ["a(b)/x.yaml"], ["ab/x.yaml", "a(b)/xyaml"]],
  ["a.yaml", ["a.yaml"], ["axyaml"]],
];

test.each(cases)("%s", (pattern, matches, others) => {
  expect(matches.filter((path) => !matchesPattern(path, pattern))).toEqual([]);
  expect(others.filter((path) => matchesPattern(path, pattern))).toEqual([]);
});

test("the folder of all matches", () => {
  expect(["apps/*/prd/helmfile.yaml", "*.yaml", "a/b.yaml", "helmfile.yaml"].map(fixedFolder)).toEqual(["apps", ".", "a", "."]);
});

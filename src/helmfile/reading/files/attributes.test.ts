import { expect, it } from "vitest";
import { findConverted } from "./attributes.ts";
import { alone } from "./surroundings.ts";

function read(attributes: string, more = ""): string | undefined {
  const texts = new Map([
    ["prd/helmfile.yaml", "releases: []\n"],
    [".gitattributes", attributes],
    ["prd/.gitattributes", more],
  ]);
  const involved = new Set<string>();
  const files = { ...alone("", ""), readText: (path: string) => texts.get(path) };
  const found = findConverted(["prd/helmfile.yaml", "prd/missing.yaml"], files, involved);
  expect([...involved]).toEqual(found?.path === undefined ? [] : [found.path]);
  return found && `${found.path}:${found.line} ${found.reason}`;
}

it.each([
  ["*.yaml filter=x\n", "", ".gitattributes:1 git converts prd/helmfile.yaml when it is checked out"],
  ["# c\nprd/** working-tree-encoding=UTF-16\n", "", ".gitattributes:2 git converts prd/helmfile.yaml when it is checked out"],
  ["[attr]mine filter=x\n/prd/helmfile.yaml mine\n", "", ".gitattributes:2 git converts prd/helmfile.yaml when it is checked out"],
  ['"prd/helm\\146ile.yaml" filter=x\n', "", ".gitattributes:1 git converts prd/helmfile.yaml when it is checked out"],
  ["", "helmfile.yaml text filter=x\n", "prd/.gitattributes:1 git converts prd/helmfile.yaml when it is checked out"],
  ["*.yaml text eol=lf\n*.tgz filter=lfs\nhelmfile.yaml/* filter=x\nprd/missing.yaml filter=x\n", "", undefined],
  ["*.yaml filter=x\n", "*.yaml -filter\n", undefined],
])("%s", (root, more, expected) => {
  expect(read(root, more)).toBe(expected);
});

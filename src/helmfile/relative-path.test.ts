import { expect, it } from "vitest";
import { joinPath, relativePath } from "./relative-path.ts";

it.each([
  ["dev", "./charts/portal", "../charts/portal"],
  ["clusters/dev", "clusters/shared/a.yaml", "../shared/a.yaml"],
  [".", "charts/portal", "charts/portal"],
  ["dev", "dev/charts/../a", "a"],
  ["dev/", "dev", "."],
])("from %s, %s is %s", (directory, path, expected) => {
  expect(relativePath(directory, path)).toBe(expected);
});

it("joins paths below a directory, the root included", () => {
  expect([joinPath("dev", "values"), joinPath(".", "values"), joinPath("./a/b/", "values")]).toEqual([
    "dev/values",
    "values",
    "a/b/values",
  ]);
});

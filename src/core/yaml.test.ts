import { expect, it } from "vitest";
import { UserError } from "./user-error.ts";
import { parseYaml, renderYaml, renderYamlScalar } from "./yaml.ts";

function failure(text: string): unknown {
  try {
    return parseYaml(text, "desalt.yaml");
  } catch (error) {
    return error instanceof UserError ? error.issues : error;
  }
}

it("an anchor is used any number of times", () => {
  const uses = Array.from({ length: 500 }, () => "- *a").join("\n");
  expect(parseYaml(`base: &a { x: 1 }\nlist:\n${uses}\n`, "desalt.yaml")).toMatchObject({
    list: Array.from({ length: 500 }, () => ({ x: 1 })),
  });
});

it("an anchor that does not exist is named with its place", () => {
  expect(failure("a: 1\nb: [*missing]\n")).toEqual([
    {
      message: 'desalt.yaml: the anchor of "*missing" was not found at line 2, column 5',
      hint: "write &missing in front of a value above it",
    },
  ]);
});

it("anchors inside of anchors do not fill the memory", () => {
  const lines = Array.from(
    { length: 30 },
    (_, index) => `a${index + 1}: &a${index + 1} [${Array.from({ length: 9 }, () => `*a${index}`).join(", ")}]`,
  );
  expect(failure(`a0: &a0 x\n${lines.join("\n")}\n`)).toEqual([
    {
      message: "desalt.yaml: the anchors unfold to more than 10000 values",
      hint: "fix the YAML: use fewer anchors inside of other anchors, and merge keys for maps only",
    },
  ]);
});

it.each(["\u0085", "\u2028", "\u2029", "\r", "\r\n", "\u0000", "\u007f", "\ufeff"])("%j is escaped, in texts and in keys", (character) => {
  const value = { [`a${character}b`]: `x${character}y`, list: [character], lines: `one${character}\ntwo\n`, plain: "a\n" };
  const text = renderYaml(value);
  expect(text).toMatch(/^[\n\u0020-\u007e]*$/u);
  expect(parseYaml(text, "a.yaml")).toEqual(value);
  expect(renderYamlScalar(`x${character}y`)).toMatch(/^"x\\.*y"$/u);
});

it("quotes what YAML 1.1 would misread, also beside an escaped character", () => {
  expect(renderYaml({ no: "yes", x: "a\u0085" })).toBe('"no": "yes"\n"x": "a\\u0085"\n'.replace('"x"', "x"));
});

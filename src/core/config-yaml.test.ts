import { expect, it } from "vitest";
import { UserError } from "./user-error.ts";
import { parseConfigYaml } from "./config-yaml.ts";

it("reads values as helm does, and nothing else", () => {
  const text = `releases:
  values: { chart: a/b, version: 1.10, namespace: no }
  portal:
    version: no
    values: &base { debug: no, mode: 0644, on: a, 0644: x, quoted: "no", list: [yes, 1_000], empty: }
  other:
    values: { limits: { <<: *base, mode: 1 }, values: { a: off } }
`;
  expect(parseConfigYaml(text, "desalt.yaml")).toEqual({
    releases: {
      values: { chart: "a/b", version: 1.1, namespace: "no" },
      portal: {
        version: "no",
        values: { debug: false, mode: 420, true: "a", 420: "x", quoted: "no", list: [true, 1000], empty: null },
      },
      other: {
        values: {
          limits: { debug: false, mode: 1, true: "a", 420: "x", quoted: "no", list: [true, 1000], empty: null },
          values: { a: false },
        },
      },
    },
  });
});

it("refuses an integer that would be rounded, at its place", () => {
  const parse = (): unknown => parseConfigYaml("releases:\n  a:\n    values: { account: 9007199254740993 }\n", "desalt.yaml");
  expect(parse).toThrow(UserError);
  expect(parse).toThrow("desalt.yaml: JavaScript would round 9007199254740993 at line 3, column 24");
});

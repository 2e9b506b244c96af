import { expect, it } from "vitest";
import { helmDialect } from "./helm-yaml.ts";
import { readYaml } from "./read-yaml.ts";

function read(text: string): unknown {
  const reading = readYaml(text, helmDialect);
  return "value" in reading ? reading.value : reading.problem.code;
}

it("reads scalars as helm does: a short hash is no number, and neither is what overflows", () => {
  expect(
    read("[e3, .e3, 1e400, 0o17, 0644, 08, 1_000, 2026-01-01, 22:22, no, 'no', ~, 1e3, 9007199254740993, !!binary aGk=, !!float 1]"),
  ).toEqual(["e3", ".e3", "1e400", 15, 420, 8, 1000, "2026-01-01", "22:22", false, "no", null, 1000, 9007199254740993n, "hi", 1]);
});

it("reads keys as helm does, and merges", () => {
  expect(read("{ on: a, 0644: b, 1.10: c, 'no': d, x: 1, x: 2 }")).toEqual({ true: "a", 420: "b", "1.1": "c", no: "d", x: 2 });
  expect(read("a: &a { b: no }\nc: { <<: *a, d: 0x10 }")).toEqual({ a: { b: false }, c: { b: false, d: 16 } });
  expect(read("~: a")).toBe("TAG_RESOLVE_FAILED");
});

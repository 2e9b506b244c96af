import * as fc from "fast-check";
import { stringify } from "yaml";
import { describe, expect, it } from "vitest";
import { createRendering } from "../mask/index.ts";
import { compareObjects } from "./compare/compare-objects.ts";
import { diffFields } from "./compare/field-diff.ts";
import type { DiffLine } from "./compare/diff-line.ts";
import { parseManifests } from "./objects/parse.ts";
import { findVolatile } from "./compare/volatile.ts";

const key = fc.oneof(
  fc.constantFrom("a", "name", "ports", "env", "containers", "items", "labels", "metadata", "value"),
  fc.stringMatching(/^[a-z]{1,4}$/u),
);
const scalar = fc.oneof(
  fc.constantFrom("", "x", "yes", "1", "a: b", "- c", "one\ntwo\n", "one\ntwo", "one\n\n", " lead\nx", "‮", "#"),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.string(),
);
const { tree } = fc.letrec<{ tree: unknown; named: unknown }>((tie) => ({
  named: fc.record({ name: fc.constantFrom("a", "b", "c"), x: tie("tree") }),
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.dictionary(key, tie("tree"), { maxKeys: 4 }),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.array(tie("named"), { maxLength: 3 }),
  ),
}));
const object = fc.dictionary(key, tree, { maxKeys: 4 });

function diff(base: unknown, head: unknown): DiffLine[] {
  return diffFields(base, head, { ...createRendering("Thing", [base, head]), volatile: findVolatile([]) });
}

function side(lines: readonly DiffLine[], sign: DiffLine["sign"]): string[] {
  return lines.filter((line) => line.sign === " " || line.sign === sign).map(({ text }) => text);
}

describe("any two objects", () => {
  it("do not differ from themselves", () => {
    fc.assert(
      fc.property(object, (value) => {
        expect(diff(value, structuredClone(value)).filter(({ sign }) => sign !== " ")).toEqual([]);
      }),
    );
  });

  it("differ in lines that hold the whole of both", () => {
    fc.assert(
      fc.property(object, object, (base, head) => {
        const lines = diff(base, head);
        expect(side(lines, "-").toSorted()).toEqual(side(diff(base, base), "-").toSorted());
        expect(side(lines, "+").toSorted()).toEqual(side(diff(head, head), "+").toSorted());
      }),
    );
  });

  it("differ the other way around, and what comes then goes", () => {
    fc.assert(
      fc.property(object, object, (base, head) => {
        const [there, back] = [diff(base, head), diff(head, base)];
        const hasChange = (lines: readonly DiffLine[]): boolean => lines.some(({ sign }) => sign !== " ");
        expect(hasChange(there)).toBe(hasChange(back));
        const gain = (lines: readonly DiffLine[]): number => side(lines, "+").length - side(lines, "-").length;
        expect(gain(there)).toBe(-gain(back) + 0);
      }),
    );
  });

  it("show neither the order of keys nor the formatting", () => {
    fc.assert(
      fc.property(object, fc.constantFrom("BLOCK_LITERAL", "QUOTE_DOUBLE", "QUOTE_SINGLE"), (value, quoting) => {
        const whole = { apiVersion: "v1", kind: "Thing", metadata: { name: "a" }, spec: value };
        const origin = { environment: "dev", release: "r" };
        const [base] = parseManifests(stringify(whole, { compat: "yaml-1.1" }), origin);
        const options = {
          compat: "yaml-1.1",
          defaultStringType: quoting,
          lineWidth: 20,
          sortMapEntries: (a: { key: unknown }, b: { key: unknown }) => (String(a.key) < String(b.key) ? 1 : -1),
        } as const;
        const [head] = parseManifests(stringify(whole, options), origin);
        expect(compareObjects({ base, head, namespace: undefined }, { showNoise: true })).toBeUndefined();
      }),
    );
  });
});

import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonValue, Values } from "./fleet.ts";
import { mergeValues } from "./merge.ts";
import { splitValues, type SplitValues } from "./split.ts";

const cases: readonly {
  readonly says: string;
  readonly clusters: readonly (readonly [string, Values])[];
  readonly expected: SplitValues;
}[] = [
  { says: "one cluster shares everything with itself", clusters: [["a", { x: 1 }]], expected: { values: { x: 1 }, clusterValues: {} } },
  {
    says: "what differs inside a map is taken out of it",
    clusters: [
      ["a", { m: { x: 1, y: 1 } }],
      ["b", { m: { x: 1, y: 2 } }],
    ],
    expected: { values: { m: { x: 1 } }, clusterValues: { a: { m: { y: 1 } }, b: { m: { y: 2 } } } },
  },
  {
    says: "a map with nothing in common is not left behind empty",
    clusters: [
      ["a", { m: { x: 1 } }],
      ["b", { m: { x: 2 } }],
    ],
    expected: { values: {}, clusterValues: { a: { m: { x: 1 } }, b: { m: { x: 2 } } } },
  },
  {
    says: "a map that is empty in one cluster stays",
    clusters: [
      ["a", { m: {} }],
      ["b", { m: { x: 2 } }],
    ],
    expected: { values: { m: {} }, clusterValues: { b: { m: { x: 2 } } } },
  },
  {
    says: "a null is a value of its own",
    clusters: [
      ["a", { x: null }],
      ["b", { x: 1 }],
      ["c", {}],
    ],
    expected: { values: {}, clusterValues: { a: { x: null }, b: { x: 1 } } },
  },
  {
    says: "lists are compared as a whole",
    clusters: [
      ["a", { l: [1, { x: 1, y: 2 }], k: [1] }],
      ["b", { l: [1, { y: 2, x: 1 }], k: [1, 2] }],
    ],
    expected: { values: { l: [1, { x: 1, y: 2 }] }, clusterValues: { a: { k: [1] }, b: { k: [1, 2] } } },
  },
];

for (const { says, clusters, expected } of cases) {
  test(`splitValues: ${says}`, () => {
    expect(splitValues(clusters)).toEqual(expected);
  });
}

/** Few keys and few values, so that clusters agree often. */
const { tree } = fc.letrec<{ tree: Values; node: JsonValue }>((tie) => ({
  tree: fc.dictionary(fc.constantFrom("a", "b", "c"), tie("node"), { maxKeys: 3 }),
  node: fc.oneof({ maxDepth: 4 }, fc.constantFrom(null, 0, 1, "x"), fc.array(fc.constantFrom(1, 2), { maxLength: 2 }), tie("tree")),
}));

test("what a cluster has alone, merged over what all share, gives its values again", () => {
  fc.assert(
    fc.property(fc.array(tree, { minLength: 1, maxLength: 4 }), (maps) => {
      const clusters = maps.map((values, index) => [`c${index}`, values] as const);
      const { values, clusterValues } = splitValues(clusters);
      for (const [name, whole] of clusters) expect(mergeValues(values, clusterValues[name] ?? {})).toEqual(whole);
    }),
  );
});

test("what all clusters have equal is shared", () => {
  fc.assert(
    fc.property(tree, fc.integer({ min: 1, max: 4 }), (values, count) => {
      const clusters = Array.from({ length: count }, (_, index) => [`c${index}`, structuredClone(values)] as const);
      expect(splitValues(clusters)).toEqual({ values, clusterValues: {} });
    }),
  );
});

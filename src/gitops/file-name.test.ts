import * as fc from "fast-check";
import { expect, it } from "vitest";
import { manifestFileName, safeName } from "./file-name.ts";

const nameOf = (name: string, more: { readonly namespace?: string; readonly kind?: string; readonly apiVersion?: string } = {}): string =>
  manifestFileName({ apiVersion: "v1", kind: "ConfigMap", name, ...more });

it("names a file after kind, group, namespace and name", () => {
  expect(nameOf("web", { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop" })).toBe("Deployment.apps_shop_web.yaml");
  expect(nameOf("web")).toBe("ConfigMap__web.yaml");
});

it("writes what is not safe on every file system in another way", () => {
  expect(nameOf("system:Node")).toBe("ConfigMap__system%3A%4Eode.yaml");
  expect(nameOf("a/b", { kind: "Con", apiVersion: "x.example.com/v1" })).toBe("%Con.x.example.com__a%2Fb.yaml");
  expect([safeName("nul"), safeName("Prod"), safeName(".desalt"), safeName("a."), safeName("prd-1.eu")]).toEqual([
    "%6Eul",
    "%50rod",
    "%2Edesalt",
    "a%2E",
    "prd-1.eu",
  ]);
});

it("shortens long names and keeps them apart", () => {
  const names = ["a", "b"].map((end) => nameOf(`${"x".repeat(240)}${end}`));
  expect(new Set(names).size).toBe(2);
  expect(names.every((name) => name.length < 180)).toBe(true);
});

it("gives two objects two names, upper and lower case counted as the same", () => {
  const part = fc.string({ unit: fc.constantFrom("a", "A", "b", ".", "-", ":", "_", "%", "/", "é"), maxLength: 4 });
  const object = fc.record({ namespace: part, name: part });
  fc.assert(
    fc.property(object, object, (a, b) => {
      fc.pre(a.name !== b.name || a.namespace !== b.namespace);
      expect(nameOf(a.name, a).toLowerCase()).not.toBe(nameOf(b.name, b).toLowerCase());
      expect(nameOf(a.name, a)).toMatch(/^[\w.%~-]+$/u);
    }),
  );
});

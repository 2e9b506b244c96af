import { expect, it } from "vitest";
import { parseManifests } from "./parse.ts";
import type { RenderedRelease } from "./rendered.ts";
import { warnOfRepeatedObjects } from "./repeated-objects.ts";

function release(name: string, text: string, { namespace = "web", cluster = "tokyo" } = {}): RenderedRelease {
  const place = { environment: "prd", cluster, release: name, namespace };
  return { ...place, chart: { reference: "a/b", name: "b" }, objects: parseManifests(text, place) };
}

const object = (kind: string, name: string, more = ""): string => `kind: ${kind}\napiVersion: v1\nmetadata: { name: ${name} }\n${more}`;

it("warns about documents of one object in a release", () => {
  const text = [
    object("Service", "a"),
    object("Service", "a"),
    object("ConfigMap", "b"),
    object("ConfigMap", "b", "data: { a: b }\n"),
  ].join("---\n");
  expect(warnOfRepeatedObjects({ releases: [release("x", text)], failures: [] })).toEqual([
    {
      message:
        'release "x" in "web" (prd/tokyo): Service "a" is rendered twice, in line 1 and line 4; the documents are equal, so one of them is kept',
    },
    {
      message:
        'release "x" in "web" (prd/tokyo): ConfigMap "b" is rendered twice, in line 8 and line 12; the documents differ, and the last one is kept',
      hint: "rename or remove the others",
    },
  ]);
});

it("warns about one object of several releases in one cluster", () => {
  const names = ["a", "b", "c", "d", "e"].map((name) => object("Service", name)).join("---\n");
  const releases = [
    release("x", names),
    release("y", names),
    release("z", object("Service", "a"), { namespace: "other" }),
    release("x", names, { cluster: "osaka" }),
    release("w", object("Namespace", "apps")),
    release("v", object("Namespace", "apps"), { namespace: "other" }),
  ];
  expect(warnOfRepeatedObjects({ releases, failures: [] }).map(({ message }) => message)).toEqual([
    'release "x" in "web" (prd/tokyo) and release "y" in "web" (prd/tokyo) render the same objects: Service "a" in "web", Service "b" in "web", Service "c" in "web", 2 more objects',
    'release "w" in "web" (prd/tokyo) and release "v" in "other" (prd/tokyo) render the same object: Namespace "apps"',
  ]);
});

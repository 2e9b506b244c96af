import { expect, test } from "vitest";
import { renderApplicationRecords, type ApplicationRecords } from "./application-records.ts";

const releases = [
  { environment: "dev", release: "cert-manager", folder: "dev/cert-manager", namespace: "cert-manager" },
  { environment: "dev", release: "portal", folder: "dev/portal", needs: ["cert-manager"] },
  { environment: "prd", cluster: "tokyo", release: "cert-manager", folder: "prd/tokyo/cert-manager", namespace: "cert-manager" },
];

function render(fields: Partial<ApplicationRecords> = {}): ReturnType<typeof renderApplicationRecords> {
  return renderApplicationRecords({ directory: ".", releases, namespaceOf: () => "default", previous: [], ...fields });
}

function textOf(files: ReturnType<typeof render>, path: string): unknown {
  return JSON.parse(files.find((file) => file.path === path)?.text ?? "null");
}

test("each release has a record, by environment and cluster", () => {
  const files = render({ directory: "k8s" });
  expect(files.map(({ path }) => path)).toEqual([
    ".desalt/applications/dev/cert-manager.json",
    ".desalt/applications/dev/portal.json",
    ".desalt/applications/prd/tokyo/cert-manager.json",
    ".desalt/removed/README.md",
  ]);
  expect(textOf(files, ".desalt/applications/dev/portal.json")).toEqual({
    environment: "dev",
    cluster: "dev",
    release: "portal",
    namespace: "default",
    wave: "1",
    directory: "k8s/dev/portal",
    removed: false,
  });
  expect(textOf(files, ".desalt/applications/prd/tokyo/cert-manager.json")).toMatchObject({
    environment: "prd",
    cluster: "tokyo",
    directory: "k8s/prd/tokyo/cert-manager",
  });
});

test("rendering again changes nothing", () => {
  const once = render();
  expect(render({ previous: once })).toEqual(once);
});

test("a release that is gone keeps its record, which names an empty folder, until it comes back", () => {
  const before = render();
  const after = render({ releases: releases.slice(0, 1), previous: before });
  expect(after.map(({ path }) => path)).toEqual(before.map(({ path }) => path));
  expect(textOf(after, ".desalt/applications/dev/portal.json")).toEqual({
    environment: "dev",
    cluster: "dev",
    release: "portal",
    namespace: "default",
    wave: "1",
    directory: ".desalt/removed",
    removed: true,
  });
  expect(render({ previous: after })).toEqual(before);
});

test("a release that could not be rendered keeps its record, and so does a place", () => {
  const before = render();
  expect(render({ releases: releases.slice(0, 1), previous: before, failed: ["dev/portal", "prd/tokyo"] })).toEqual(before);
});

test("namesakes in several namespaces have Applications of their own", () => {
  const namesakes = ["a", "b"].map((namespace) => ({
    environment: "dev",
    release: "portal",
    namespace,
    folder: `dev/portal_${namespace}`,
  }));
  const files = render({ releases: namesakes });
  expect(textOf(files, ".desalt/applications/dev/portal_a.json")).toMatchObject({ release: "portal-a", directory: "dev/portal_a" });
  expect(textOf(files, ".desalt/applications/dev/portal_b.json")).toMatchObject({ release: "portal-b", namespace: "b" });
});

test("what is no record is left alone", () => {
  const foreign = [
    { path: ".desalt/applications/dev/odd.json", text: "{" },
    { path: ".desalt/files.json", text: "[]\n" },
  ];
  expect(render({ previous: foreign }).find(({ path }) => path.endsWith("odd.json"))).toEqual(foreign[0]);
  expect(render({ previous: foreign }).map(({ path }) => path)).not.toContain(".desalt/files.json");
});

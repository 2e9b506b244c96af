import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readStoredDiffs } from "./stored-diffs.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "desalt-diffs-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** What `desalt diff --json` says of one changed object. */
function diffOf(environment: string, { changeLog, rule = "chart labels" }: { readonly changeLog?: string; readonly rule?: string } = {}) {
  const identity = { apiVersion: "v1", kind: "ConfigMap", namespace: null, name: "portal" };
  const object = { ...identity, change: "changed", dangers: [], diff: "-a\n+b", folded: [{ rule, lines: 2 }] };
  const chart = { from: "1.0.0", to: "1.1.0", ...(changeLog === undefined ? {} : { changeLog }) };
  return {
    summary: { added: 0, changed: 1, removed: 0, folded: 0 },
    environments: [{ name: environment, releases: [{ name: "portal", chart, objects: [object] }] }],
    errors: [],
  };
}

async function store(name: string, diff: object): Promise<void> {
  await writeFile(join(folder, name), JSON.stringify(diff));
}

test("joins the diffs of several jobs", async () => {
  await store("prd.json", diffOf("prd"));
  await store("dev.json", diffOf("dev", { changeLog: "https://github.com/acme/portal/releases" }));
  const { summary, environments } = readStoredDiffs(folder);
  expect(summary).toEqual({ added: 0, changed: 2, removed: 0, folded: 0 });
  expect(environments.map(({ name }) => name)).toEqual(["dev", "prd"]);
});

test.each([
  ["a link that ends early", { changeLog: "https://a.example) @everyone" }],
  ["a link that runs something", { changeLog: "javascript:alert(1)" }],
  ["Markdown in the name of a rule", { rule: "labels_ @everyone" }],
])("takes nothing that would not be inert in a comment: %s", async (_, planted) => {
  await store("dev.json", diffOf("dev", planted));
  expect(() => readStoredDiffs(folder)).toThrow("is not a valid diff");
});

test("says where diffs come from when there are none", () => {
  expect(() => readStoredDiffs(join(folder, "absent"))).toThrow("contains no diffs");
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { isRecord } from "../core/json-value.ts";
import { renderWhole } from "../manifests/compare/render-lines.ts";
import { createRendering } from "./visible-value.ts";

const planted = "Pl4nted0Value";
const text = readFileSync(join(import.meta.dirname, "../../test/fixtures/mask/cases.yaml"), "utf8");
const cases: unknown = parse(text.replaceAll("§", planted));

type Render = (entry: unknown) => Readonly<Record<string, unknown>>;
const container = (fields: Readonly<Record<string, unknown>>) => ({
  kind: "Pod",
  spec: { containers: [{ name: "a", image: "a:1", ...fields }] },
});
const objects: Readonly<Record<string, Render>> = {
  data: (entry) => ({ kind: "ConfigMap", data: entry }),
  text: (entry) => ({ kind: "ConfigMap", data: { "app.conf": `# settings\n${String(entry)}\nlevel = info\n` } }),
  env: (entry) => container({ env: Object.entries(isRecord(entry) ? entry : {}).map(([name, value]) => ({ name, value })) }),
  arg: (entry) =>
    container({ ...(String(entry).startsWith("-p") && !/^-p(?:ort|\d)/u.test(String(entry)) && { command: ["mysql"] }), args: [entry] }),
  annotation: (entry) => ({ kind: "Ingress", metadata: { annotations: entry } }),
  object: (entry) => {
    const { kind = "Database", ...spec } = isRecord(entry) ? entry : {};
    return { kind, spec };
  },
};
/** Kinds in which a field is meant; all others are a custom resource of no known kind. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  provider: ["SecretStore", "ClusterSecretStore"],
  stringData: ["SealedSecret", "SopsSecret", "ExternalSecret"],
  data: ["ExternalSecret"],
};

function show(where: string, entry: unknown): string {
  const names = isRecord(entry)
    ? [...Object.keys(entry), ...Object.values(entry).flatMap((value) => (isRecord(value) ? Object.keys(value) : []))]
    : [];
  const known = where === "object" ? names.flatMap((name) => kinds[name] ?? []) : [];
  const shown = known.length === 0 || !isRecord(entry) ? [entry] : known.map((kind) => ({ ...entry, kind }));
  return shown.map((one) => showOne(where, one)).join("\n");
}

function showOne(where: string, entry: unknown): string {
  const value = objects[where]?.(entry) ?? {};
  return renderWhole(value, createRendering(String(value["kind"]), [value]))
    .map((line) => line.text)
    .join("\n");
}

const list = (side: string) => {
  const group = isRecord(cases) && isRecord(cases[side]) ? cases[side] : {};
  return Object.entries(group).flatMap(([where, entries]) =>
    Array.isArray(entries) ? entries.map((entry: unknown) => [where, entry] as const) : [],
  );
};

it.each(list("hide").map(([where, entry]) => [where, JSON.stringify(entry), entry] as const))("hides in %s: %s", (where, _, entry) => {
  expect(show(where, entry)).not.toContain(planted);
});

it.each(
  list("show")
    .filter(([where]) => where !== "partly")
    .map(([where, entry]) => [where, JSON.stringify(entry), entry] as const),
)("shows in %s: %s", (where, _, entry) => {
  expect(show(where, entry)).not.toContain("<masked");
});

it.each(
  list("show")
    .filter(([where]) => where === "partly")
    .map(([, entry]) => [JSON.stringify(entry), entry] as const),
)("shows a part of %s", (_, entry) => {
  const { shown, ...env } = isRecord(entry) ? entry : {};
  const output = show("env", env);
  expect(output).not.toContain(planted);
  for (const part of Array.isArray(shown) ? shown : []) expect(output).toContain(part);
});

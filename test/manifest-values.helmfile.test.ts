import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderManifest } from "../src/gitops/manifest-text.ts";
import { parseManifests } from "../src/manifests/objects/index.ts";
import { requireTools } from "./requires.ts";
import { createFolder } from "./run-desalt.ts";

const { helm, isMissing } = await requireTools("helm");

/** Scalars as people and charts write them, odd ones above all. */
const scalars = [
  ..."1 +1 -7 9007199254740993 9223372036854775808 18446744073709551616 1.10 1.0 1e3 1E+3 -2E+05 12e03 1e400 0o17 0o8 0644 08 0b11".split(
    " ",
  ),
  ..."0x1F -0x1F 1_000 1__0 _1 1_0.5 .5 5. .inf -.Inf +.inf ~ null Null yes Yes No on Off y n Y N true TRUE True tRue 2001-12-14".split(
    " ",
  ),
  ..."22:22 190:20:30 1:20.5 1.2.3 0.1 1e-7 123456789012345678 1e21 0.30000000000000004 +.5 0x 0o 0b e3 .e3 1.e3 12e4 7e1000".split(" "),
  ...'!!binary\u00a0aGVsbG8= !!str\u00a0123 !!int\u00a0"3" !!float\u00a01 !!bool\u00a0"yes" !!null\u00a0"" !\u00a012 = - a-b 1,5'
    .split(" ")
    .filter((text) => text !== "-"),
  "2001-12-14t21:59:43.10-05:00",
  '"a\\tb\\u0085\\u2028c"',
  '"9007199254740993"',
  "'it''s no'",
  "",
].map((text) => text.replaceAll("\u00a0", " "));
const keys = 'a b-c d.e/f on yes No 1 0644 1.10 1e3 true "no" 0x1F 1_0 y'.split(" ");
const blocks = [
  "|\n one\n two\n",
  "|-\n one\n\n  two \n",
  "|+\n one\n\n\n",
  ">\n one\n two\n\n three\n",
  ">-\n one\n   two\n",
  "|2\n    deep\n  less\n",
];

type Node = { readonly text: string } | { readonly items: readonly Node[] } | { readonly fields: readonly (readonly [string, Node])[] };

const { node } = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { weight: 5, arbitrary: fc.constantFrom(...scalars).map((text) => ({ text })) },
    { weight: 1, arbitrary: fc.constantFrom(...blocks).map((text) => ({ text })) },
    { weight: 1, arbitrary: fc.string({ unit: "grapheme" }).map((text) => ({ text: JSON.stringify(text) })) },
    { weight: 2, arbitrary: fc.array(tie("node"), { minLength: 1, maxLength: 3 }).map((items) => ({ items })) },
    {
      weight: 3,
      arbitrary: fc
        .uniqueArray(fc.tuple(fc.constantFrom(...keys), tie("node")), { minLength: 1, maxLength: 4, selector: ([key]) => key })
        .map((fields) => ({ fields })),
    },
  ),
}));

function write(value: Node, indent: string): string {
  if ("text" in value) {
    const [first = "", ...lines] = value.text.split("\n");
    return ` ${first}\n${lines.map((line, index) => (index === lines.length - 1 && line === "" ? "" : `${line === "" ? "" : indent}${line}\n`)).join("")}`;
  }
  const inner = `${indent}  `;
  if ("items" in value) return `\n${value.items.map((item) => `${indent}-${write(item, inner)}`).join("")}`;
  return `\n${value.fields.map(([key, field]) => `${indent}${key}:${write(field, inner)}`).join("")}`;
}

const template = `{{- range $path, $bytes := .Files.Glob "cases/*" }}
# {{ $path }} {{ $bytes | toString | fromYaml | toJson | b64enc }}
{{- end }}
`;

/** What helm's own decoder makes of texts, with one start. */
async function decode(texts: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
  await using folder = await createFolder({
    "Chart.yaml": "apiVersion: v2\nname: decoder\nversion: 0.1.0\n",
    "templates/all.yaml": template,
  });
  await mkdir(join(folder.path, "cases"));
  for (const [name, text] of texts) await writeFile(join(folder.path, "cases", name), text);
  const { stdout } = await execa(helm.path, ["template", "x", folder.path]);
  return new Map(
    [...stdout.matchAll(/^# cases\/(\S+) (\S*)$/gmu)].map((match) => [
      match[1] ?? "",
      Buffer.from(match[2] ?? "", "base64").toString("utf8"),
    ]),
  );
}

describe.skipIf(isMissing)("manifests", () => {
  it("are for helm's own decoder what helm has rendered, value for value", { timeout: 120_000 }, async () => {
    const samples = [
      ...scalars.map((text): Node => ({ text })),
      ...fc.sample(node, { numRuns: 600, seed: Number(process.env["SEED"] ?? 1) }),
    ];
    const rendered = new Map<string, string>();
    const rewritten = new Map<string, string>();
    for (const [index, sample] of samples.entries()) {
      const text = `apiVersion: v1\nkind: Sample\nmetadata:\n  name: a\nspec:${write(sample, "  ")}`;
      rendered.set(`${index}.rendered`, text);
      try {
        const [object] = parseManifests(text, { environment: "dev", release: "a" });
        rewritten.set(`${index}.written`, renderManifest(object?.value ?? {}));
      } catch {
        rewritten.set(`${index}.written`, "refused: [");
      }
    }
    const decoded = await decode(new Map([...rendered, ...rewritten]));
    const differences = samples.flatMap((_, index) => {
      const [before = "", after = ""] = ["rendered", "written"].map((kind) => decoded.get(`${index}.${kind}`)?.replaceAll(":-0,", ":0,"));
      // What helm cannot read reaches no cluster.
      const isRefused = before.startsWith('{"Error"');
      return before === after || isRefused ? [] : [{ text: rendered.get(`${index}.rendered`), before, after }];
    });
    expect(decoded.size).toBe(2 * samples.length);
    expect(differences.slice(0, 3)).toEqual([]);
  });
});

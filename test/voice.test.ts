/** Phrases that messages, help, docs and comments do not use: "The voice" in the house style, as far as a pattern can check it. */
import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ts } from "ts-morph";
import { describe, expect, test } from "vitest";
import { runDesalt } from "./run-desalt.ts";

const root = join(import.meta.dirname, "..");

// A line may end within a phrase, and the next line of a comment begins with a star.
const gap = String.raw`[\s*]+`;
const phrases = [
  `is no(?=${gap})(?!${gap}longer\\b)`,
  "anew",
  "mends?",
  "keepers",
  "would have got",
  "by whatever hand",
  "hand-kept",
  "lived with",
  "(?:is|are) not there",
];
const banned = new RegExp(`\\b(?:${phrases.map((phrase) => phrase.replaceAll(" ", gap)).join("|")})\\b`, "giu");

/** A text that somebody reads, and its place in a file. */
interface Passage {
  readonly file: string;
  readonly source: string;
  readonly start: number;
  readonly text: string;
}

/** Returns `file:line: sentence` for each banned phrase. */
function findBanned(passages: readonly Passage[]): string[] {
  return passages.flatMap(({ file, source, start, text }) =>
    [...text.matchAll(banned)].map(({ 0: phrase, index }) => {
      const line = source.slice(0, start + index).split("\n").length;
      return `${file}:${line}: ${sentenceAt(text, index, phrase)}`;
    }),
  );
}

function sentenceAt(text: string, index: number, phrase: string): string {
  const before =
    text
      .slice(0, index)
      .split(/[.!?;:]\s|\n\s*\n/u)
      .at(-1) ?? "";
  const [after = ""] = text.slice(index + phrase.length).split(/(?<=[.!?;:])\s|\n\s*\n/u);
  return `${before}${phrase}${after}`.replaceAll(/[\s*]+/gu, " ").replace(/^[/ ]+/u, "");
}

function wholeText(file: string, source: string): Passage {
  return { file, source, start: 0, text: source };
}

/** Literals and comments of a TypeScript file; the names of imported modules are left out. */
function listPassages(file: string, source: string): Passage[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const spans = new Map<number, number>();
  const visit = (node: ts.Node): void => {
    for (const { pos, end } of ts.getLeadingCommentRanges(source, node.getFullStart()) ?? []) spans.set(pos, end);
    for (const { pos, end } of ts.getTrailingCommentRanges(source, node.getEnd()) ?? []) spans.set(pos, end);
    if (isText(node)) spans.set(node.getStart(), node.getEnd());
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return [...spans].map(([start, end]) => ({ file, source, start, text: source.slice(start, end) }));
}

function isText(node: ts.Node): boolean {
  const isLiteral = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
  return isLiteral && !ts.isImportDeclaration(node.parent) && !ts.isExportDeclaration(node.parent);
}

function listDescriptions(file: string, source: string): Passage[] {
  const descriptions = source.matchAll(/(?<="description":\s*")(?:[^"\\]|\\.)*/gu);
  return [...descriptions].map(({ 0: text, index }) => ({ file, source, start: index, text }));
}

async function readFiles(patterns: readonly string[]): Promise<(readonly [file: string, text: string])[]> {
  const files: string[] = [];
  for await (const file of glob([...patterns], { cwd: root })) files.push(file);
  return Promise.all(files.map(async (file) => [file, await readFile(join(root, file), "utf8")] as const));
}

describe("the voice", () => {
  test("messages, hints and comments in the sources", async () => {
    const sources = (await readFiles(["src/**/*.ts"])).filter(([file]) => !/\.(?:test|generated)\.ts$/u.test(file));
    expect(sources.length).toBeGreaterThan(200);
    expect(findBanned(sources.flatMap(([file, text]) => listPassages(file, text)))).toEqual([]);
  });

  test("docs and descriptions of schemas", async () => {
    const docs = await readFiles(["*.md", "docs/*.md", "examples/*/README.md"]);
    const schemas = (await readFiles(["schemas/*.json"])).flatMap(([file, text]) => listDescriptions(file, text));
    expect(docs.map(([file]) => file)).toEqual(expect.arrayContaining(["README.md", "CONTRIBUTING.md", "docs/gitops.md"]));
    expect(schemas.length).toBeGreaterThan(200);
    expect(findBanned([...docs.map(([file, text]) => wholeText(file, text)), ...schemas])).toEqual([]);
  });

  test("the help of each command, which has two examples", async () => {
    const { stdout: overview } = await runDesalt(root, ["--help"]);
    const names = [...overview.slice(overview.indexOf("Commands:")).matchAll(/^ {2}([a-z]+) /gmu)].map(([, name = ""]) => name);
    expect(names).toEqual(expect.arrayContaining(["init", "generate", "plan", "gate", "rehearse"]));
    const helps = await Promise.all(names.map(async (name) => ({ name, text: (await runDesalt(root, [name, "--help"])).stdout })));
    expect(
      findBanned([wholeText("desalt --help", overview), ...helps.map(({ name, text }) => wholeText(`desalt ${name} --help`, text))]),
    ).toEqual([]);
    const lacking = helps.filter(
      ({ name, text }) => (text.split("Examples:")[1]?.match(new RegExp(`^ {2}desalt ${name}\\b`, "gmu")) ?? []).length < 2,
    );
    expect(lacking.map(({ name }) => name)).toEqual([]);
  });

  test("finds each phrase in literals, comments, Markdown and schemas, by line and sentence", () => {
    const source = [
      'import "./hand-kept.ts"; // Fine. A file that people mend.',
      "/**",
      " * The version, which is",
      " * no longer used. The entry is",
      " * no version at all; nothing else.",
      " */",
      'const hint = "mend the YAML; nothing was written";',
      'const message = `"${hint}" is no number (${hint}, which is not there)`;',
      "// Made anew.",
    ].join("\n");
    expect(findBanned(listPassages("a.ts", source)).toSorted()).toEqual([
      "a.ts:1: A file that people mend.",
      "a.ts:4: The entry is no version at all;",
      'a.ts:7: "mend the YAML;',
      'a.ts:8: }" is no number (${',
      "a.ts:8: }, which is not there)`",
      "a.ts:9: Made anew.",
    ]);
    expect(findBanned([wholeText("b.md", "# Title\n\nFirst. It has been\nlived\nwith for days. Last.")])).toEqual([
      "b.md:4: It has been lived with for days.",
    ]);
    expect(findBanned(listDescriptions("c.json", '{\n  "title": "mends",\n  "description": "Keepers of it."\n}'))).toEqual([
      "c.json:3: Keepers of it.",
    ]);
    const others = ["would have got", "by whatever hand", "are not there"];
    expect(findBanned(others.map((text) => wholeText("d.md", text)))).toEqual(others.map((text) => `d.md:1: ${text}`));
    expect(findBanned([wholeText("e.md", "It is no longer recommended, and amends no keeper.")])).toEqual([]);
  });
});

import { isMap, isScalar, isSeq } from "yaml";
import { withoutUser } from "../../core/url.ts";
import { isGenerated } from "../../core/generated-file.ts";
import { readYamlDocument } from "../../core/read-yaml.ts";
import { releaseKeys, repositoryKeys, type KnownKeys } from "./helmfile-keys.ts";
import { noteOddNodes } from "../yaml/merged-map.ts";
import { readPlain } from "./plain-reading.ts";
import { describeTrust } from "./trust.ts";
import { findUnsafeCharacter } from "../yaml/unsafe-characters.ts";
import { parsePlainSource } from "../yaml/yaml-source.ts";
import type { ParsedHelmfile, ParsedRelease, ParsedRepository } from "./parsed-helmfile.ts";
import { readCommentBeside } from "./version-comments.ts";

const plain = String.raw`[A-Za-z0-9./](?:[\w./@+~^-]|:(?=\S)|\{\{ \.Environment\.Name \}\})*`;
const scalar = String.raw`(?:(${plain})|"([^"\\]*)")`;
const tail = String.raw`(?: *| +#.*)$`;
const entryLine = new RegExp(String.raw`^  - name: ${scalar}${tail}`, "u");
const keyLine = new RegExp(String.raw`^    ([A-Za-z]\w*):(?: ${scalar})?${tail}`, "u");
const itemLine = new RegExp(String.raw`^      - ${scalar}${tail}`, "u");
const pairLine = new RegExp(String.raw`^      ([A-Za-z][\w./-]*): ${scalar}${tail}`, "u");
const commentLine = /^ {0,4}#/u;
const blankOrDeeperLine = /^(?: {5}| *(?:#|$))/u;
const sectionLine = /^([A-Za-z]\w*):(?: .*)?$/u;

interface Entry {
  readonly line: number;
  readonly fields: Map<string, Field>;
}

interface Field {
  readonly text: string;
  readonly line: number;
}

/** Settings beside repositories that only the full parser reads. */
const settings = /\b(?:kubeContext|insecureSkipTLSVerify|plainHttp|verify|keyring|bases|helmfiles)\b/u;
const releaseSettings = /^(?:insecureSkipTLSVerify|plainHttp)$/u;
const signatureSettings = /^(?:verify|keyring)$/u;

/** Thrown if the file has an unusual form. The caller then uses the full parser. */
class Unusual extends Error {}

/**
 * Reads a generated helmfile, also with small changes by Renovate or people, about ten times faster than the full parser.
 * Returns undefined if the result may differ from the full parser's.
 */
export function parseGeneratedHelmfile(text: string, path: string): ParsedHelmfile | undefined {
  const isPlain = isGenerated(text) && !/[\t\r\uFEFF]/u.test(text) && findUnsafeCharacter(text) === undefined;
  if (!isPlain || path.endsWith(".gotmpl") || text.replaceAll("{{ .Environment.Name }}", "").includes("{{")) return undefined;
  try {
    return readDocuments(text.split("\n"), path);
  } catch (error) {
    if (error instanceof Unusual) return undefined;
    throw error;
  }
}

function readDocuments(lines: readonly string[], path: string): ParsedHelmfile {
  const repositories: ParsedRepository[] = [];
  const releases: ParsedRelease[] = [];
  const known = new Set<string>();
  let sections = new Set<string>();
  for (let index = 0; index < lines.length;) {
    const line = lines[index] ?? "";
    const name = sectionLine.exec(line)?.[1];
    const end = name === undefined ? index + 1 : sectionEnd(lines, index + 1);
    if (line === "---") sections = new Set();
    else if (name === undefined) expect(line === "" || line.startsWith("#"));
    else {
      // helmfile replaces lists of an earlier document, and wants environments in a document of their own and first.
      expect(
        !known.has(name) && !(name === "environments" && known.has("releases")) && !(name === "releases" && sections.has("environments")),
      );
      sections.add(name);
      known.add(name);
      if (line === "repositories:") repositories.push(...readEntries(lines, [index + 1, end], repositoryKeys).map(repository));
      else if (line === "releases:")
        releases.push(...readEntries(lines, [index + 1, end], releaseKeys).map((entry) => release(entry, lines)));
      else expectOther(name, lines.slice(index, end));
    }
    index = end;
  }
  return { path, repositories, releases };
}

function sectionEnd(lines: readonly string[], start: number): number {
  let end = start;
  while (end < lines.length && (lines[end] === "" || lines[end]?.startsWith(" ") || lines[end]?.startsWith("#"))) end += 1;
  return end;
}

function readEntries(lines: readonly string[], [start, sectionEndLine]: readonly [number, number], known: KnownKeys): Entry[] {
  const entries: Entry[] = [];
  for (let index = start; index < sectionEndLine;) {
    const line = lines[index] ?? "";
    const first = entryLine.exec(line);
    const key = first === null ? keyLine.exec(line)?.[1] : undefined;
    if (first !== null) {
      entries.push({ line: index, fields: new Map([["name", { text: first[1] ?? first[2] ?? "", line: index }]]) });
      index += 1;
    } else if (line === "" || commentLine.test(line)) index += 1;
    else index = readField(entries.at(-1), lines, { index, key, known });
  }
  return entries;
}

interface FieldPlace {
  readonly index: number;
  readonly key: string | undefined;
  readonly known: KnownKeys;
}

function readField(entry: Entry | undefined, lines: readonly string[], at: FieldPlace): number {
  const { index } = at;
  const key = at.key ?? /^    ([A-Za-z]\w*): /u.exec(lines[index] ?? "")?.[1];
  const kind = key === undefined ? undefined : at.known.get(key);
  if (entry === undefined || key === undefined || entry.fields.has(key)) throw new Unusual();
  expect((at.known !== releaseKeys || !releaseSettings.test(key)) && !signatureSettings.test(key));
  expect(kind !== undefined && kind !== "any" && kind !== "unknown" && key !== "dependencies");
  const match = keyLine.exec(lines[index] ?? "");
  const text = match?.[2] ?? match?.[3];
  const end = fieldEnd(lines, index + 1);
  entry.fields.set(key, { text: text ?? "", line: index });
  const nested = lines.slice(index + 1, end);
  expect(key !== "condition" || /^[\w.-]+\.enabled$/u.test(text ?? ""));
  // Without quotes, as a boolean or a number is.
  const bare = match?.[2];
  if (text !== undefined) {
    expect(
      kind === "text" ||
        (kind === "flag" && (bare === "true" || bare === "false")) ||
        (kind === "number" && /^[1-9]\d*$/u.test(bare ?? "")),
    );
  }
  if (text !== undefined && nested.every(isBlankOrComment)) return end;
  expect(
    key !== "name" &&
      key !== "namespace" &&
      key !== "chart" &&
      key !== "version" &&
      key !== "url" &&
      key !== "oci" &&
      key !== "condition" &&
      key !== "kubeContext",
  );
  const isBare = at.key !== undefined && text === undefined;
  const isSimple =
    isBare && ((kind === "list" && isList(nested)) || (kind === "map" && isFlatMap(nested)) || nested.every(isBlankOrComment));
  if (isSimple) return end;
  const value = readYaml(lines.slice(index, end));
  expect((kind === "list" && isSeq(value)) || (kind === "map" && isMap(value)) || (kind === "text" && isScalar(value)));
  return end;
}

function isList(lines: readonly string[]): boolean {
  return lines.every((line) => itemLine.test(line) || isBlankOrComment(line));
}

function isFlatMap(lines: readonly string[]): boolean {
  const keys = lines.filter((line) => !isBlankOrComment(line)).map((line) => pairLine.exec(line)?.[1]);
  return !keys.includes(undefined) && new Set(keys).size === keys.length;
}

function fieldEnd(lines: readonly string[], start: number): number {
  let end = start;
  while (end < lines.length && blankOrDeeperLine.test(lines[end] ?? "")) end += 1;
  return end;
}

function isBlankOrComment(line: string): boolean {
  return line === "" || commentLine.test(line);
}

function repository({ fields }: Entry): ParsedRepository {
  const url = literal(fields, "url");
  const oci = literal(fields, "oci") === "true";
  const trust = describeTrust({
    skipTLSVerify: literal(fields, "skipTLSVerify") === "true",
    plainHttp: literal(fields, "plainHttp") === "true",
    caFile: literal(fields, "caFile"),
  });
  return {
    name: literal(fields, "name") ?? "",
    ...(url !== undefined && { url: withoutUser(url) }),
    oci,
    ...(trust.length > 0 && { trust }),
  };
}

function release({ fields, line }: Entry, lines: readonly string[]): ParsedRelease {
  const namespace = literal(fields, "namespace");
  const chart = literal(fields, "chart");
  expect(chart !== undefined);
  const version = literal(fields, "version");
  const kubeContext = literal(fields, "kubeContext");
  const versionLine = fields.get("version")?.line;
  const commentBeside = versionLine === undefined ? undefined : besideVersion(lines[versionLine] ?? "");
  return {
    name: literal(fields, "name") ?? "",
    ...(namespace !== undefined && { namespace }),
    chart,
    ...(version !== undefined && { version }),
    ...(kubeContext !== undefined && { kubeContext }),
    ...(fields.has("installed") && literal(fields, "installed") === "false" && { isUninstalled: true }),
    isVersionTemplated: false,
    line: (versionLine ?? line) + 1,
    commentsAbove: versionLine === undefined ? [] : commentsAbove(lines, versionLine),
    ...(commentBeside !== undefined && { commentBeside }),
  };
}

function besideVersion(line: string): string | undefined {
  const match = /^    version: (?:"[^"]*"|[^" ]+)/u.exec(line);
  return match === null ? undefined : readCommentBeside(line.slice(match[0].length));
}

function commentsAbove(lines: readonly string[], versionLine: number): string[] {
  let start = versionLine;
  while (start > 0 && commentLine.test(lines[start - 1] ?? "")) start -= 1;
  return lines.slice(start, versionLine).map((line) => line.trim());
}

/** Words that YAML reads as nothing, and templates, are for the long way. */
function literal(fields: Entry["fields"], key: string): string | undefined {
  const text = fields.get(key)?.text;
  if (text === undefined) return undefined;
  expect(text !== "" && !/^null$/iu.test(text) && !/\{\{|\s/u.test(text));
  return text;
}

function expectOther(name: string, lines: readonly string[]): void {
  expect(name !== "namespace");
  expect(name === "environments" ? !lines.some((line) => /^  ["']?default\b/u.test(line)) : !lines.some((line) => settings.test(line)));
  expect(name !== "templates" && ((name !== "releases" && name !== "repositories") || lines[0] === `${name}: []`));
  readYaml(lines);
  expect(readPlain(parsePlainSource(lines.join("\n"), name)).notUnderstood === undefined);
}

/** On its own, a part of a file may be valid where the whole is not, unless it is one key as well. Returns that key's value. */
function readYaml(lines: readonly string[]): unknown {
  const { content, problems } = readYamlDocument(lines.join("\n"));
  const { contents } = content;
  expect(problems.length === 0 && isMap(contents) && contents.items.length === 1);
  noteOddNodes(content, () => expect(false));
  return contents.items[0]?.value;
}

function expect(condition: boolean): asserts condition {
  if (!condition) throw new Unusual();
}

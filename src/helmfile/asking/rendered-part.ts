import { isMap, isNode, isScalar, isSeq, visit, type Document, type Scalar } from "yaml";
import { UserError } from "../../core/user-error.ts";
import { environmentKeys, helmDefaultsKeys, releaseKeys, topKeys, type KnownKeys } from "../reading/helmfile-keys.ts";
import type { NotUnderstood } from "../reading/not-understood.ts";
import type { ParsedRepository } from "../reading/parsed-helmfile.ts";
import { readRepository } from "../reading/read-release.ts";
import { checkedMap, noteArguments, type Reader } from "../yaml/checked-map.ts";
import { isNull, mergeMap, noteOddNodes, resolve, type Note } from "../yaml/merged-map.ts";
import { findUnsafeCharacter } from "../yaml/unsafe-characters.ts";
import { parsePlainSource, scalarText, type YamlSource } from "../yaml/yaml-source.ts";
import { findFieldTemplate, hasMark, usesValues } from "./field-templates.ts";
import { readSettings, type ReleaseSettings } from "./release-settings.ts";

/** What a part of a helmfile, without templates or after rendering, says about other files and repositories. */
export interface RenderedPart {
  /** Paths as written, relative to the helmfile. */
  readonly bases: readonly string[];
  readonly helmfiles: readonly string[];
  /** Values files of the environment and of the whole helmfile. */
  readonly valuesFiles: readonly string[];
  readonly repositories: readonly ParsedRepository[];
  readonly settings: readonly ReleaseSettings[];
  /** Whether later parts see other values because of it. */
  readonly hasValues: boolean;
  /** Whether a field of a release takes a value of the environment. */
  readonly usesValues: boolean;
  /** Whether a brace is in its values, from which a template could be built there. */
  readonly hasBraces: boolean;
}

/** Keys that helmfile follows when it is asked. Hooks and added charts would be run, or not be listed. */
const askedTopKeys: KnownKeys = new Map([...topKeys, ["bases", "list"], ["helmfiles", "list"], ["hooks", "unknown"], ["values", "list"]]);
const askedReleaseKeys: KnownKeys = new Map([...releaseKeys, ["dependencies", "unknown"]]);
const nestedKeys: KnownKeys = new Map([
  ["path", "text"],
  ["selectorsInherited", "flag"],
  ["selectors", "unknown"],
  ["values", "unknown"],
  ["inherits", "unknown"],
]);

/** Fields from which others may be built, so that no brace may come from them. */
const builtFrom = ["name", "namespace", "chart", "version", "kubeContext"];

/** Keys that hold what marks may stand in. Everywhere else a variable decides what is read. */
const printing = new Set(["repositories", "releases", "templates", "helmDefaults", "commonLabels", "kubeContext", "namespace"]);

/** Checks every key and every text of a part before helmfile may see it. */
export function checkPart(text: string, path: string, environment: string): RenderedPart | NotUnderstood {
  const read = readSource(text, path);
  if ("reason" in read) return read;
  const { source, notes } = read;
  const found = { bases: texts(), helmfiles: texts(), valuesFiles: texts() };
  const repositories: ParsedRepository[] = [];
  const settings: ReleaseSettings[] = [];
  let hasValues = false;
  let hasBraces = false;
  for (const document of source.documents) {
    const reader = readerOf(document, source, notes);
    const { note } = reader;
    noteOddNodes(document, note);
    noteTexts(document, note);
    const root = document.contents;
    if (!isMap(root)) {
      if (!isNull(root)) note(root, "it is not a map");
      continue;
    }
    const values = checkedMap(root, reader, { known: askedTopKeys, where: "helmfile" });
    for (const [key, value] of values) if (!printing.has(key)) noteMarks(resolve(value, document), note);
    found.bases.push(...listPaths(values.get("bases"), reader));
    found.helmfiles.push(...listNested(values.get("helmfiles"), reader));
    found.valuesFiles.push(...listPaths(values.get("values"), reader));
    found.valuesFiles.push(...readEnvironments(values.get("environments"), { reader, environment }));
    hasBraces ||= ["values", "environments"].some((key) => containsBrace(resolve(values.get(key), document)));
    hasValues ||= ["bases", "values", "environments"].some((key) => values.has(key));
    checkDefaults(values.get("helmDefaults"), reader);
    const templates = resolve(values.get("templates"), document);
    const releases = resolve(values.get("releases"), document);
    const shared = isMap(templates) ? [...mergeMap(templates, document, note).values()] : [];
    const own = isSeq(releases) ? releases.items : [];
    for (const map of [...shared, ...own]) checkRelease(map, reader);
    const environments = resolve(values.get("environments"), document);
    const here = isMap(environments) ? mergeMap(environments, document, note).get(environment) : undefined;
    settings.push(...[here, values.get("helmDefaults"), ...shared].flatMap((map) => readSettings(map, reader)));
    settings.push(...own.flatMap((map) => readSettings(map, reader, true)), ...readSettings(root, reader));
    const list = resolve(values.get("repositories"), document);
    for (const item of isSeq(list) ? list.items : []) repositories.push(...readRepository({ item, reader }));
  }
  const [first] = notes;
  return first ?? { ...found, repositories, settings, hasValues, hasBraces, usesValues: usesValues(text) };
}

/** Checks a file of environment values. Whether braces are in it matters where a field of a release takes a value. */
export function checkValues(text: string, path: string): { readonly hasBraces: boolean } | NotUnderstood {
  const read = readSource(text, path);
  if ("reason" in read) return read;
  let hasBraces = false;
  for (const document of read.source.documents) {
    const { note } = readerOf(document, read.source, read.notes);
    noteOddNodes(document, note);
    noteMarks(document.contents, note);
    visit(document, {
      Scalar: (_, node) => {
        if (node.tag !== undefined) note(node, "a value has a tag");
      },
    });
    hasBraces ||= containsBrace(document.contents);
  }
  const [first] = read.notes;
  return first ?? { hasBraces };
}

function containsBrace(node: unknown): boolean {
  let found = false;
  if (!isNode(node)) return false;
  visit(node, {
    Scalar: (_, scalar) => {
      if (textOf(scalar).includes("{")) found = true;
    },
  });
  return found;
}

/** A scalar's text without quotes and escapes. */
function textOf({ value, source }: Scalar): string {
  return typeof value === "string" ? value : (source ?? "");
}

function texts(): string[] {
  return [];
}

function readSource(text: string, path: string): { readonly source: YamlSource; readonly notes: NotUnderstood[] } | NotUnderstood {
  const unsafe = findUnsafeCharacter(text);
  if (unsafe !== undefined) return unsafe;
  try {
    return { source: parsePlainSource(text, path), notes: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [, reason = "it is not valid YAML", line = "1"] = /^(.*) \(.*line (\d+)[^()]*\)$/su.exec(error.issues[0]?.message ?? "") ?? [];
    return { line: Number(line), reason };
  }
}

function readerOf(document: Document.Parsed, source: YamlSource, notes: NotUnderstood[]): Reader {
  const note: Note = (place, reason) => {
    const offset = isNode(place) && Array.isArray(place.range) ? place.range[0] : (document.range[0] ?? 0);
    notes.push({ line: source.lines.linePos(offset).line, reason });
  };
  return { source, document, templates: new Map(), note };
}

/** helmfile renders the fields of releases, again and again, so that only names of other fields may stand there. */
function noteTexts(document: Document.Parsed, note: Note): void {
  visit(document, {
    Scalar: (key, node) => {
      if (node.tag !== undefined && node.tag !== "tag:yaml.org,2002:str") note(node, "a value has a tag");
      const text = textOf(node);
      const problem = findFieldTemplate(text);
      if (problem !== undefined) note(node, problem);
      if (key === "key" && hasMark(text)) note(node, "a key depends on a variable");
    },
  });
}

function noteMarks(node: unknown, note: Note): void {
  if (!isNode(node)) return;
  visit(node, {
    Scalar: (_, scalar) => {
      if (hasMark(textOf(scalar))) note(scalar, `a value depends on a variable that "variables" of the config does not set`);
    },
  });
}

/** Paths in a list. Other items are maps of values. */
function listPaths(value: unknown, { document, source, note }: Reader): string[] {
  const list = resolve(value, document);
  return (isSeq(list) ? list.items : []).flatMap((item) => {
    if (isMap(resolve(item, document))) return [];
    const text = scalarText(item, document, source)?.text;
    if (text === undefined) note(item ?? list, "an item of a list of files is neither a path nor a map");
    return text ?? [];
  });
}

function listNested(value: unknown, reader: Reader): string[] {
  const { document, source, note } = reader;
  const list = resolve(value, document);
  return (isSeq(list) ? list.items : []).flatMap((item) => {
    const map = resolve(item, document);
    const node = isMap(map) ? checkedMap(map, reader, { known: nestedKeys, where: "helmfiles" }).get("path") : item;
    const text = scalarText(node, document, source)?.text;
    if (text === undefined) note(item, "an entry of helmfiles has no path");
    return text ?? [];
  });
}

function readEnvironments(value: unknown, { reader, environment }: { readonly reader: Reader; readonly environment: string }): string[] {
  const { document, note } = reader;
  const environments = resolve(value, document);
  if (!isMap(environments)) return [];
  return [...mergeMap(environments, document, note)].flatMap(([name, node]) => {
    const map = resolve(node, document);
    if (isNull(map)) return [];
    if (!isMap(map)) {
      note(map, "an environment is not a map");
      return [];
    }
    const fields = checkedMap(map, reader, { known: environmentKeys, where: "environments" });
    if (name !== environment) return [];
    const secrets = resolve(fields.get("secrets"), document);
    if (isSeq(secrets) && secrets.items.length > 0) note(secrets, "the environment has secrets, and desalt cannot decrypt them");
    if (!isNull(resolve(fields.get("mergeStrategy"), document))) note(map, `desalt does not read "mergeStrategy"`);
    return listPaths(fields.get("values"), reader);
  });
}

function checkDefaults(value: unknown, reader: Reader): void {
  const map = resolve(value, reader.document);
  if (isMap(map)) noteArguments(checkedMap(map, reader, { known: helmDefaultsKeys, where: "helmDefaults" }), reader);
}

function checkRelease(item: unknown, reader: Reader): void {
  const { document, note } = reader;
  const map = resolve(item, document);
  if (isNull(map)) return;
  if (!isMap(map)) {
    note(item, "a release is not a map");
    return;
  }
  const fields = checkedMap(map, reader, { known: askedReleaseKeys, where: "releases" });
  for (const key of builtFrom) {
    const node = resolve(fields.get(key), document);
    if (isScalar(node) && findFieldTemplate(textOf(node), { isBuiltFrom: true }) !== undefined) {
      note(node, `"${key}" has braces, from which helmfile may build a template`);
    }
  }
}

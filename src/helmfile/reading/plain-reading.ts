import { isMap, isNode, isSeq, type YAMLMap } from "yaml";
import { checkedMap, noteArguments, type Reader, type Templates } from "../yaml/checked-map.ts";
import { environmentKeys, helmDefaultsKeys, inheritKeys, releaseKeys, repositoryKeys, topKeys } from "./helmfile-keys.ts";
import { isNull, mergeMap, noteOddNodes, resolve, type Note } from "../yaml/merged-map.ts";
import type { NotUnderstood } from "./not-understood.ts";
import type { ParsedRelease, ParsedRepository } from "./parsed-helmfile.ts";
import { listParts, type Part } from "./parts.ts";
import { readFlag, readText } from "../yaml/plain-values.ts";
import { readVersionComments } from "./version-comments.ts";
import type { ScalarText, YamlSource } from "../yaml/yaml-source.ts";

/** What a plain helmfile says, and the first place that is not understood. */
export interface PlainReading {
  readonly repositories: readonly ParsedRepository[];
  readonly releases: readonly ParsedRelease[];
  readonly notUnderstood?: NotUnderstood;
}

/** Reads a helmfile that is not rendered as a template, in the way of helmfile 1.8: https://helmfile.readthedocs.io/en/latest/ */
export function readPlain(source: YamlSource): PlainReading {
  const notes: NotUnderstood[] = [];
  const templates: Templates = new Map();
  const readers = source.documents.map((document): Reader => {
    const note: Note = (place, reason) => {
      const offset = isNode(place) && Array.isArray(place.range) ? place.range[0] : (document.range[0] ?? 0);
      notes.push({ line: source.lines.linePos(offset).line, reason });
    };
    return { source, document, templates, note };
  });
  const parts = listParts(source);
  const roots = readers.map((reader) => readRoot(reader));
  for (const [index, root] of roots.entries()) {
    const reader = readers[index];
    if (reader !== undefined) readTemplates(reader, root);
  }
  noteOrder(roots, readers, parts);
  const list = (key: string, part: Part): YamlItems[] =>
    roots.flatMap((root, index) => {
      const reader = readers[index];
      const value = reader === undefined ? undefined : resolve(root.get(key), reader.document);
      if (reader === undefined || !part.documents.has(index) || !isSeq(value)) return [];
      return value.items.map((item) => ({ item, reader }));
    });
  const repositories = lastOf(parts.map((part) => list("repositories", part))).flatMap(readRepository);
  const releases = lastOf(parts.map((part) => list("releases", part))).flatMap(readRelease);
  const [first] = notes;
  return { repositories, releases, ...(first && { notUnderstood: first }) };
}

interface YamlItems {
  readonly item: unknown;
  readonly reader: Reader;
}

/** Between parts a list replaces that of an earlier part, unless it is empty. Within a part lists are joined. */
function lastOf(lists: readonly YamlItems[][]): YamlItems[] {
  return lists.findLast((items) => items.length > 0) ?? [];
}

function readRoot(reader: Reader): ReadonlyMap<string, unknown> {
  const { document, note } = reader;
  noteOddNodes(document, note);
  if (document.warnings.length > 0 && document.contents !== null && document.warnings.some(({ code }) => code !== "TAG_RESOLVE_FAILED")) {
    note(document.contents, "the YAML parser warns of it");
  }
  const root = document.contents;
  if (!isMap(root)) {
    if (!isNull(root)) note(root, "it is not a map");
    return new Map();
  }
  const values = checkedMap(root, reader, { known: topKeys, where: "helmfile" });
  const defaults = resolve(values.get("helmDefaults"), document);
  if (isMap(defaults)) noteArguments(checkedMap(defaults, reader, { known: helmDefaultsKeys, where: "helmDefaults" }), reader);
  const environments = resolve(values.get("environments"), document);
  for (const value of isMap(environments) ? mergeMap(environments, document, note).values() : []) {
    const environment = resolve(value, document);
    if (isMap(environment)) checkedMap(environment, reader, { known: environmentKeys, where: "environments" });
    else if (!isNull(environment)) note(environment, "an environment is not a map");
  }
  return values;
}

/** The order in which helmfile wants `environments` and `releases`; it refuses any other. */
function noteOrder(roots: readonly ReadonlyMap<string, unknown>[], readers: readonly Reader[], parts: readonly Part[]): void {
  for (const { documents } of parts) {
    const keys = [...documents].flatMap((index) => [...(roots[index]?.keys() ?? [])]);
    const [first] = documents;
    if (first !== undefined && keys.includes("environments") && keys.includes("releases")) {
      readers[first]?.note(readers[first].document.contents, "environments and releases are in one document, which helmfile refuses");
    }
  }
  const releases = roots.findIndex((root) => root.has("releases"));
  const late = roots.findLastIndex((root) => root.has("environments"));
  if (releases !== -1 && late > releases)
    readers[late]?.note(readers[late].document.contents, "environments stand behind releases, which helmfile refuses");
}

function readTemplates(reader: Reader, root: ReadonlyMap<string, unknown>): void {
  const { document, note, templates } = reader;
  const map = resolve(root.get("templates"), document);
  if (!isMap(map)) return;
  for (const [name, value] of mergeMap(map, document, note)) {
    const template = resolve(value, document);
    if (templates.has(name)) note(value, `the template "${name}" is in two documents`);
    if (isMap(template)) {
      templates.set(name, { map: template, document });
      checkedMap(template, reader, { known: releaseKeys, where: "templates" });
    } else if (!isNull(template)) note(value, `the template "${name}" is not a map`);
  }
}

function readRepository({ item, reader }: YamlItems): ParsedRepository[] {
  const { document, source, note } = reader;
  const map = resolve(item, document);
  if (!isMap(map)) {
    note(item, "a repository is not a map");
    return [];
  }
  const values = checkedMap(map, reader, { known: repositoryKeys, where: "repositories" });
  const text = (key: string): string | undefined => readText(values.get(key), key, { document, source, note })?.text;
  const [name, url] = [text("name"), text("url")];
  if (name === undefined) return [];
  const oci = readFlag(resolve(values.get("oci"), document), note) === true || url?.startsWith("oci://") === true;
  return [{ name, ...(url !== undefined && { url }), oci }];
}

const textKeys = ["name", "namespace", "chart", "version", "condition"] as const;

/** The fields of a release, or of a template, that decide what runs. */
interface Fields {
  readonly texts: ReadonlyMap<string, ScalarText>;
  readonly installed?: boolean;
  readonly hasDependencies: boolean;
}

function readRelease({ item, reader }: YamlItems): ParsedRelease[] {
  const { document, source, note } = reader;
  const map = resolve(item, document);
  if (!isMap(map)) {
    note(item, "a release is not a map");
    return [];
  }
  const { texts, installed, hasDependencies } = readFields(map, reader, []);
  const [name, namespace, chart, version, condition] = textKeys.map((key) => texts.get(key));
  if (chart === undefined) note(item, "a release has no chart");
  if (name === undefined) {
    note(item, "a release has no name");
    return [];
  }
  const isOff = installed === false || condition?.text.toLowerCase() === "false";
  return [
    {
      name: name.text,
      ...(namespace && { namespace: namespace.text }),
      ...(chart && { chart: chart.text }),
      ...(version && { version: version.text }),
      ...(isOff && { isUninstalled: true }),
      isVersionTemplated: false,
      ...(hasDependencies && { hasDependencies: true as const }),
      line: source.lines.linePos((version ?? name).start).line,
      ...readVersionComments(source.masked.original, version),
    },
  ];
}

function readFields(map: YAMLMap, reader: Reader, inheriting: readonly string[]): Fields {
  const { document, source, note, templates } = reader;
  const values = checkedMap(map, reader, { known: releaseKeys, where: "releases" });
  const texts = new Map<string, ScalarText>();
  let installed: boolean | undefined;
  let hasDependencies = false;
  const add = (fields: Fields): void => {
    for (const [key, text] of fields.texts) texts.set(key, text);
    // helmfile merges the two in a way of its own: `true` wins wherever it stands, and stays for other releases.
    if (installed !== undefined && fields.installed !== undefined && fields.installed !== installed) {
      note(map, `"installed" differs between a release and its template`);
    }
    installed = fields.installed ?? installed;
    hasDependencies ||= fields.hasDependencies;
  };
  for (const name of listInherited(values, map, reader)) {
    const template = templates.get(name);
    if (template === undefined || inheriting.includes(name)) note(values.get("inherit"), `the template "${name}" cannot be inherited`);
    else add(readFields(template.map, { ...reader, document: template.document }, [...inheriting, name]));
  }
  const own = textKeys.flatMap((key) => {
    const text = readText(values.get(key), key, { document, source, note });
    return text === undefined || text.text === "" ? [] : [[key, text] as const];
  });
  const flag = readFlag(resolve(values.get("installed"), document), note);
  const dependencies = resolve(values.get("dependencies"), document);
  add({
    texts: new Map(own),
    ...(flag !== undefined && { installed: flag }),
    hasDependencies: isSeq(dependencies) && dependencies.items.length > 0,
  });
  return { texts, ...(installed !== undefined && { installed }), hasDependencies };
}

function listInherited(values: ReadonlyMap<string, unknown>, map: YAMLMap, reader: Reader): readonly string[] {
  const { document, source, note } = reader;
  const value = resolve(values.get("inherit"), document);
  if (isNull(value)) return [];
  const items = isSeq(value) ? value.items : [value];
  return items.flatMap((item) => {
    const entry = resolve(item, document);
    const entries = isMap(entry) ? checkedMap(entry, reader, { known: inheritKeys, where: "inherit" }) : undefined;
    const name = readText(entries?.get("template"), "template", { document, source, note })?.text;
    if (name === undefined || name === "") note(map, "an entry of inherit has no template");
    return name === undefined || name === "" ? [] : [name];
  });
}

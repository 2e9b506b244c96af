import { isMap, isNode } from "yaml";
import { checkedMap, noteArguments, type Reader, type Templates } from "../../yaml/checked-map.ts";
import { isNull, mergeMap, noteOddNodes, resolve, type Note } from "../../yaml/merged-map.ts";
import type { YamlSource } from "../../yaml/yaml-source.ts";
import { environmentKeys, followedTopKeys, helmDefaultsKeys, releaseKeys, topKeys } from "../helmfile-keys.ts";
import type { NotUnderstood } from "../not-understood.ts";
import { listParts } from "../parts.ts";

/** A plain helmfile that helmfile reads part by part. */
export interface OpenFile {
  readonly parts: readonly (readonly OpenDocument[])[];
}

interface OpenDocument {
  readonly root: ReadonlyMap<string, unknown>;
  readonly reader: Reader;
}

interface OpenOptions {
  /** Templates of all files that are merged, to which this one adds its own. */
  readonly templates: Templates;
  readonly note: (place: NotUnderstood) => void;
  /** Whether the files that it names are read as well. */
  readonly isFollowed: boolean;
}

/** Opens a helmfile that is not rendered as a template, and notes what helmfile 1.8 may read in another way. */
export function openFile(source: YamlSource, { templates, note: report, isFollowed }: OpenOptions): OpenFile {
  const documents = source.documents.map((document): OpenDocument => {
    const note: Note = (place, reason) => {
      const offset = isNode(place) && Array.isArray(place.range) ? place.range[0] : (document.range[0] ?? 0);
      report({ line: source.lines.linePos(offset).line, reason, path: source.path });
    };
    const reader = { source, document, templates, note };
    return { reader, root: readRoot(reader, isFollowed) };
  });
  for (const { reader, root } of documents) readTemplates(reader, root);
  const parts = listParts(source).map((part) => [...part.documents].flatMap((index) => documents[index] ?? []));
  noteOrder(documents, parts);
  return { parts };
}

function readRoot(reader: Reader, isFollowed: boolean): ReadonlyMap<string, unknown> {
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
  const values = checkedMap(root, reader, { known: isFollowed ? followedTopKeys : topKeys, where: "helmfile" });
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

/** The order in which helmfile wants `bases`, `environments` and `releases`; it refuses any other. */
function noteOrder(documents: readonly OpenDocument[], parts: OpenFile["parts"]): void {
  for (const members of parts) {
    const keys = members.flatMap(({ root }) => [...root.keys()]);
    const [first] = members;
    if (first !== undefined && keys.includes("environments") && keys.includes("releases")) {
      first.reader.note(first.reader.document.contents, "environments and releases are in one document, which helmfile refuses");
    }
  }
  let hasReleases = false;
  for (const { root, reader } of documents) {
    for (const key of root.keys()) {
      if (hasReleases && (key === "environments" || key === "bases")) {
        reader.note(reader.document.contents, `${key} stand behind releases, which helmfile refuses`);
      }
      hasReleases ||= key === "releases";
    }
  }
}

function readTemplates(reader: Reader, root: ReadonlyMap<string, unknown>): void {
  const { document, note, templates } = reader;
  const map = resolve(root.get("templates"), document);
  if (!isMap(map)) return;
  for (const [name, value] of mergeMap(map, document, note)) {
    const template = resolve(value, document);
    if (templates.has(name)) note(value, `the template "${name}" is in two documents`);
    if (isMap(template)) {
      templates.set(name, { map: template, reader });
      checkedMap(template, reader, { known: releaseKeys, where: "templates" });
    } else if (!isNull(template)) note(value, `the template "${name}" is not a map`);
  }
}

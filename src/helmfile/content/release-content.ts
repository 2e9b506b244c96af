import { join } from "node:path/posix";
import { isMap, isScalar, isSeq, type YAMLMap } from "yaml";
import { sha256 } from "../../core/hash.ts";
import { findFolder } from "../reading/exact-releases.ts";
import { listOf, valuesOf } from "../reading/files/layer.ts";
import { readHelmfiles, type FilesRequest, type ReleasePlace } from "../reading/files/read-files.ts";
import type { ParsedRelease } from "../reading/parsed-helmfile.ts";
import { readRepository } from "../reading/read-release.ts";
import type { Reader } from "../yaml/checked-map.ts";
import { isNull, mergeMap, resolve } from "../yaml/merged-map.ts";
import { canonicalNode } from "./canonical-node.ts";
import { createFiles, type NamedFiles } from "./named-texts.ts";
import { readValues, type ReadValues, type ValuesItem } from "./read-values.ts";
import { findVersion, type ValuesTree } from "./values-tree.ts";

/** What a release runs besides its version. */
export interface ReleaseContent {
  readonly name: string;
  readonly namespace?: string;
  readonly chart: string;
  /** By key: of the release, such as `wait`, or of its values, such as `values:replicas`. */
  readonly parts: ReadonlyMap<string, ContentPart>;
  /** Versions in its values, by path, such as `image.tag`. Nothing else of values is ever kept. */
  readonly versions: ReadonlyMap<string, string>;
}

/** One key of a content. */
interface ContentPart {
  /** Equal for all ways to write the same. */
  readonly digest: string;
  /** The digest of each file that it takes, by path. */
  readonly files: ReadonlyMap<string, string>;
}

/** A helmfile, and the texts of its templates after rendering. */
export interface ContentRequest extends Omit<FilesRequest, "visit"> {
  readonly rendered?: ReadonlyMap<string, string>;
  /** Files that count where a path is a pattern. */
  readonly changedFiles: readonly string[];
}

/** Keys that say what a release is, or whether it runs, which the reading says, and those that only people see. */
const ignoredKeys = new Set(
  (
    "name namespace chart version labels inherit installed installedTemplate condition conditionTemplate description suppressDiff " +
    "suppressOutputLineRegex diffArgs unitTests values valuesTemplate secrets set setString setTemplate valuesPathPrefix"
  ).split(" "),
);
const commonKeys = ["kubeContext", "kubeVersion", "apiVersions", "hooks", "missingFileHandler"] as const;

/** Reads the contents of all releases that a helmfile and those that it names would run. */
export function readReleaseContents({ rendered = new Map(), changedFiles, ...request }: ContentRequest): readonly ReleaseContent[] {
  const { files, environment } = request;
  const overlay = { ...files, readText: (path: string) => rendered.get(path) ?? files.readText(path) };
  const contents: ReleaseContent[] = [];
  const trees = new Map<string, ValuesTree | undefined>();
  readHelmfiles({
    ...request,
    files: overlay,
    visit: (release, at) => {
      if (release.chart === undefined || release.isUninstalled === true) return;
      const named = createFiles({ files: overlay, folder: at.place.folder, changedFiles, trees, fields: { environment, ...release } });
      contents.push({ ...identityOf(release, release.chart), ...readContent(release, at, named) });
    },
  });
  return contents;
}

function identityOf({ name, namespace }: ParsedRelease, chart: string): Pick<ReleaseContent, "name" | "namespace" | "chart"> {
  return { name, chart, ...(namespace !== undefined && { namespace }) };
}

/** A value of a release or of one of its templates. */
interface Field {
  readonly node: unknown;
  readonly reader: Reader;
}

function readContent(release: ParsedRelease, at: ReleasePlace, named: NamedFiles): Pick<ReleaseContent, "parts" | "versions"> {
  const { item, layer, place, valuesFromAbove } = at;
  const map = resolve(item.item, item.reader.document);
  const fields = isMap(map) ? collectFields(map, item.reader, []) : new Map<string, readonly Field[]>();
  const parts = new Map<string, ContentPart>();
  for (const [key, list] of [...readDefaults(at), ...fields]) if (!ignoredKeys.has(key)) parts.set(key, partOf(list, named));
  for (const key of commonKeys) {
    const values = valuesOf(layer, key).map(({ item: node, reader }) => ({ node, reader }));
    if (values.length > 0) parts.set(`helmfile ${key}`, partOf(values, named));
  }
  const chart = readFolder(release.chart ?? "", at, named);
  if (chart !== undefined) parts.set(`chart ${chart.version}`, chart.part);
  const items = (key: string): readonly Field[] => (fields.get(key) ?? []).flatMap(listItems);
  const versions = new Map<string, string>();
  for (const key of ["set", "setString", "setTemplate"]) addSet(items(key), { key, named, parts, versions });
  const prefix = (fields.get("valuesPathPrefix") ?? []).map(textOf).at(-1);
  const values = readValues([...items("values"), ...items("valuesTemplate")], { named, ...(prefix !== undefined && { prefix }) });
  addValues("values", values, parts);
  for (const [path, version] of values.versions) versions.set(path, version);
  const secrets = items("secrets");
  if (secrets.length > 0) parts.set("secrets", partOf(secrets, named));
  if (!named.hasTemplates()) return { parts, versions };
  // Only templates take the values of the environment.
  const shared = [...listOf(layer, "values"), ...listOf(layer, "environment.values")].map(toField);
  addValues("environment values", readValues(shared, { named }), parts);
  const others = listOf(layer, "environment.secrets").map(toField);
  if (others.length > 0) parts.set("environment secrets", partOf(others, named));
  for (const { item: above, place: from } of valuesFromAbove) {
    const there = from.folder === place.folder ? named : named.at(from.folder);
    parts.set(`environment values of ${from.folder}`, partOf([toField(above)], there));
  }
  return { parts, versions };
}

function toField({ item, reader }: ReleasePlace["item"]): ValuesItem {
  return { node: item, reader };
}

/** The settings of `helmDefaults`, the last of several parts for each key. */
function readDefaults({ layer }: ReleasePlace): ReadonlyMap<string, readonly Field[]> {
  const defaults = new Map<string, readonly Field[]>();
  for (const { item, reader } of valuesOf(layer, "helmDefaults")) {
    const map = resolve(item, reader.document);
    if (!isMap(map)) continue;
    for (const [key, node] of mergeMap(map, reader.document, reader.note)) {
      if (!isNull(resolve(node, reader.document))) defaults.set(key, [{ node, reader }]);
    }
  }
  return defaults;
}

/** The values of each key, those of templates before its own, as helmfile merges them. */
function collectFields(map: YAMLMap, reader: Reader, inheriting: readonly string[]): Map<string, readonly Field[]> {
  const { document, note, templates } = reader;
  const own = mergeMap(map, document, note);
  const fields = new Map<string, readonly Field[]>();
  for (const { node } of listItems({ node: own.get("inherit"), reader })) {
    const entry = resolve(node, document);
    const values = isMap(entry) ? mergeMap(entry, document, note) : new Map<string, unknown>();
    const name = textOf({ node: values.get("template"), reader });
    const template = templates.get(name);
    if (template === undefined || inheriting.includes(name)) continue;
    const except = new Set(listItems({ node: values.get("except"), reader }).map(textOf));
    for (const [key, list] of collectFields(template.map, template.reader, [...inheriting, name])) {
      if (!except.has(key)) fields.set(key, [...(fields.get(key) ?? []), ...list]);
    }
  }
  for (const [key, node] of own) {
    if (!isNull(resolve(node, document))) fields.set(key, [...(fields.get(key) ?? []), { node, reader }]);
  }
  return fields;
}

function textOf({ node, reader }: Field): string {
  const scalar = resolve(node, reader.document);
  return isScalar(scalar) ? String(scalar.value) : "";
}

/** The items of a list; a scalar or a map is one. */
function listItems({ node, reader }: Field): readonly Field[] {
  const list = resolve(node, reader.document);
  if (isNull(list)) return [];
  return isSeq(list) ? list.items.map((item) => ({ node: item, reader })) : [{ node: list, reader }];
}

/** Lists and maps of all layers count. Of others the last one does, unless helmfile takes it for nothing. */
function partOf(list: readonly Field[], named: NamedFiles): ContentPart {
  const { replace, files } = named.record();
  const texts = list.map((field) => ({ field, text: canonicalNode(field.node, field.reader.document, { replace }) }));
  const isDeep = list.some(({ node, reader }) => !isScalar(resolve(node, reader.document)));
  const items = list.flatMap(listItems).map(({ node, reader }) => canonicalNode(node, reader.document, { replace }));
  const last = texts.findLast(({ text }) => !/^(?:false|0|"")$/u.test(text)) ?? texts.at(-1);
  return { digest: sha256(JSON.stringify(isDeep ? items : [last?.text])), files };
}

interface SetContext {
  readonly key: string;
  readonly named: NamedFiles;
  readonly parts: Map<string, ContentPart>;
  readonly versions: Map<string, string>;
}

function addSet(items: readonly Field[], { key, named, parts, versions }: SetContext): void {
  const byName = Map.groupBy(items, ({ node, reader }) => {
    const entry = resolve(node, reader.document);
    return isMap(entry) ? textOf({ node: mergeMap(entry, reader.document, reader.note).get("name"), reader }) : "";
  });
  for (const [name, list] of byName) {
    parts.set(`${key}:${name}`, partOf(list, named));
    const last = list.at(-1);
    const entry = last === undefined ? undefined : resolve(last.node, last.reader.document);
    if (last === undefined || !isMap(entry)) continue;
    const value = resolve(mergeMap(entry, last.reader.document, last.reader.note).get("value"), last.reader.document);
    const text = isScalar(value) ? (typeof value.value === "string" ? value.value : (value.source ?? "")) : "";
    const version = findVersion(text, name.split("."));
    if (version !== undefined) versions.set(name, version);
  }
}

function addValues(group: string, { leaves, whole }: ReadValues, parts: Map<string, ContentPart>): void {
  for (const [path, { text, file }] of leaves) {
    const digest = sha256(text);
    parts.set(`${group}:${path}`, { digest, files: new Map(file === undefined ? [] : [[file, digest]]) });
  }
  if (whole.files.size > 0 || whole.texts.length > 0) parts.set(group, { digest: sha256(JSON.stringify(whole.texts)), files: whole.files });
}

/** The files of a local chart. Its version belongs to the key, because an upgrade is judged elsewhere. */
function readFolder(
  chart: string,
  { place, layer }: ReleasePlace,
  named: NamedFiles,
): { readonly version: string; readonly part: ContentPart } | undefined {
  const helmfile = { path: join(place.folder, "helmfile.yaml"), repositories: listOf(layer, "repositories").flatMap(readRepository) };
  const folder = findFolder(chart, helmfile, place.files);
  if (folder === undefined) return undefined;
  const files = named.listBelow(folder);
  const [, version = ""] = /^version:\s*["']?([^\s"'#]+)/mu.exec(place.files.readText(`${folder}/Chart.yaml`) ?? "") ?? [];
  const inside = [...files].map(([path, digest]) => [path.slice(folder.length), digest]);
  return { version, part: { digest: sha256(JSON.stringify(inside)), files } };
}

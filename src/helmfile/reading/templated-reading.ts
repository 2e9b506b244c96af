import { type Document, type YAMLMap } from "yaml";
import { withoutUser } from "../../core/url.ts";
import { isTemplated } from "./go-template.ts";
import type { ParsedHelmfile, ParsedRelease, ParsedRepository } from "./parsed-helmfile.ts";
import { collectLayers, layeredTexts, pairValues, type Layers, type Templates } from "./release-fields.ts";
import { readVersionComments } from "./version-comments.ts";
import { asItems, asMap, parseYamlSource, requireRootMap, type YamlSource } from "../yaml/yaml-source.ts";

/** Reads a helmfile with its template actions hidden from the YAML parser. Does not follow `bases` and `helmfiles`. */
export function parseTemplated(text: string, path: string): ParsedHelmfile {
  const source = parseYamlSource(text, path);
  const documents = source.documents.map((document) => ({ document, root: requireRootMap(document, source) }));
  const templates = new Map(documents.flatMap(({ document, root }) => (root === undefined ? [] : readTemplates(root, document))));
  const repositories: ParsedRepository[] = [];
  const releases: ParsedRelease[] = [];
  for (const { document, root } of documents) {
    if (root === undefined) continue;
    for (const layers of entries(root, "repositories", { document, templates })) {
      const repository = readRepository(layers, source);
      if (repository !== undefined) repositories.push(repository);
    }
    for (const layers of entries(root, "releases", { document, templates })) {
      const release = readRelease(layers, source);
      if (release !== undefined) releases.push(release);
    }
  }
  return { path, repositories, releases };
}

function readTemplates(root: YAMLMap, document: Document.Parsed): [string, YAMLMap][] {
  return pairValues(root, "templates").flatMap((node) => {
    const pairs = asMap(node, document)?.items ?? [];
    return pairs.flatMap(({ key, value }): [string, YAMLMap][] => {
      const template = asMap(value, document);
      return template === undefined ? [] : [[String(key), template]];
    });
  });
}

interface EntryContext {
  readonly document: Document.Parsed;
  readonly templates: Templates;
}

function entries(root: YAMLMap, key: string, { document, templates }: EntryContext): Layers[] {
  const items = pairValues(root, key).flatMap((value) => asItems(value, document));
  return items.flatMap((item) => {
    const map = asMap(item, document);
    return map === undefined ? [] : [collectLayers(map, document, templates)];
  });
}

function readRepository(layers: Layers, source: YamlSource): ParsedRepository | undefined {
  const [name] = layeredTexts(layers, "name", source);
  const [url] = layeredTexts(layers, "url", source);
  const [oci] = layeredTexts(layers, "oci", source);
  if (name === undefined) return undefined;
  return { name: name.text, ...(url && { url: withoutUser(url.text) }), oci: oci?.text === "true" };
}

function readRelease(layers: Layers, source: YamlSource): ParsedRelease | undefined {
  const [name] = layeredTexts(layers, "name", source);
  const [namespace] = layeredTexts(layers, "namespace", source);
  const [chart] = layeredTexts(layers, "chart", source);
  const versions = layeredTexts(layers, "version", source);
  const [version] = versions;
  const [installed] = layeredTexts(layers, "installed", source);
  if (name === undefined) return undefined;
  return {
    name: name.text,
    ...(namespace && { namespace: namespace.text }),
    ...(chart && { chart: chart.text }),
    ...(version && { version: version.text }),
    ...(installed?.text === "false" && { isUninstalled: true }),
    isVersionTemplated: version !== undefined && (isTemplated(version.text) || versions.length > 1),
    line: source.lines.linePos((version ?? name).start).line,
    ...readVersionComments(source.masked.original, version),
  };
}

import { isMap, isScalar, type Document, type YAMLMap } from "yaml";
import type { GeneratedFile } from "../core/generated-file.ts";
import { UserError, type Issue } from "../core/user-error.ts";
import { parseGeneratedHelmfile } from "./generated-helmfile.ts";
import { isTemplated } from "./go-template.ts";
import type { ParsedHelmfile, ParsedHelmfiles, ParsedRelease, ParsedRepository } from "./parsed-helmfile.ts";
import { collectLayers, layeredTexts, pairValues, type Layers, type Templates } from "./release-fields.ts";
import { readVersionComments } from "./version-comments.ts";
import { asItems, asMap, parseYamlSource, type YamlSource } from "./yaml-source.ts";

/**
 * Reads several helmfiles, by path. Throws one {@link UserError} with the issues of all that are not valid YAML.
 */
export function parseHelmfiles(files: readonly GeneratedFile[]): ParsedHelmfiles {
  const helmfiles = new Map<string, ParsedHelmfile>();
  const issues: Issue[] = [];
  for (const { path, text } of files) {
    try {
      helmfiles.set(path, parseHelmfile(text, path));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      issues.push(...error.issues);
    }
  }
  if (issues.length > 0) throw new UserError(issues);
  return helmfiles;
}

/**
 * Reads repositories and releases of a helmfile, generated or hand-written, also with templates inside
 * YAML. Throws a {@link UserError} with line and column if it is not valid YAML. Does not follow `bases` and `helmfiles`.
 */
export function parseHelmfile(text: string, path: string): ParsedHelmfile {
  return parseGeneratedHelmfile(text, path) ?? parseAnyHelmfile(text, path);
}

/** {@link parseHelmfile} without the fast path for generated files. */
export function parseAnyHelmfile(text: string, path: string): ParsedHelmfile {
  const source = parseYamlSource(text, path);
  const documents = source.documents.map((document) => ({ document, root: rootMap(document, source) }));
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

function rootMap(document: Document.Parsed, source: YamlSource): YAMLMap | undefined {
  const root = document.contents;
  if (isMap(root)) return root;
  const isEmpty = root === null || (isScalar(root) && root.value === null);
  if (isEmpty || source.masked.hasTemplates) return undefined;
  const { line } = source.lines.linePos(root.range[0]);
  throw new UserError({
    message: `the file is not a helmfile, because it is not a map (${source.path}, line ${line})`,
    hint: `fix ${source.path} first; nothing was written`,
  });
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
  return { name: name.text, ...(url && { url: url.text }), oci: oci?.text === "true" || url?.text.startsWith("oci://") === true };
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

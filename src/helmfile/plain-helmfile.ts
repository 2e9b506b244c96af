import { isMap, isScalar, isSeq, visit, type Document, type YAMLSeq } from "yaml";
import { isRecord } from "../core/json-value.ts";
import { readYamlDocuments } from "../core/read-yaml.ts";

/** A helmfile that reads only itself and its values files, so that two of them can be compared as texts. */
export interface PlainHelmfile {
  /** All text outside of the releases. */
  readonly rest: string;
  /** Values files of its environments, relative to it. */
  readonly files: readonly string[];
  readonly repositories: readonly string[];
  readonly releases: readonly PlainRelease[];
}

/** An entry among the releases. */
export interface PlainRelease {
  readonly name: string;
  readonly namespace?: string;
  readonly chart: string;
  /** The text as written, up to the next one, because a parser would read `1.10` and `1.1` as equal. */
  readonly text: string;
  /** The fields that decide in which order, and whether at all, releases are rendered. */
  readonly order: string;
  readonly hasNeeds: boolean;
  /** Values files, relative to the helmfile. Undefined if it may read more than these. */
  readonly files: readonly string[] | undefined;
}

const topKeys = new Set(["repositories", "releases", "environments", "kubeVersion", "apiVersions", "helmDefaults"]);
const defaultKeys = new Set(["createNamespace", "wait", "waitForJobs", "timeout", "atomic", "cleanupOnFail", "force", "historyMax"]);
const repositoryKeys = new Set(["name", "url", "oci", "username", "password", "passCredentials"]);
const releaseKeys = new Set([
  "name",
  "namespace",
  "chart",
  "version",
  "labels",
  "values",
  "needs",
  "installed",
  "condition",
  "createNamespace",
]);
/** Labels that a selector would find in place of a release's own. */
const hidden = new Set(["name", "namespace", "chart"]);

/**
 * Reads a helmfile that has no templates, anchors, bases, hooks or anything else that could read or run more than is written
 * in it. Returns undefined for any other.
 */
export function parsePlainHelmfile(text: string): PlainHelmfile | undefined {
  // A template, something from elsewhere, a tag.
  if (/\{\{|ref\+|(?:^|[\s[{,])!/mu.test(text)) return undefined;
  const { content: documents, problems } = readYamlDocuments(text);
  if (problems.length > 0 || !documents.every(isPlain)) return undefined;
  const roots: unknown[] = documents.map((document) => document.toJS());
  if (!roots.every((root) => isRecord(root) && Object.keys(root).every((key) => topKeys.has(key)))) return undefined;
  const parts = roots.filter(isRecord);
  const keys = parts.flatMap((root) => Object.keys(root));
  if (new Set(keys).size < keys.length) return undefined;
  // helmfile rejects that.
  if (parts.some((root) => "environments" in root && "releases" in root)) return undefined;
  const fields: Readonly<Record<string, unknown>> = Object.fromEntries(parts.flatMap((root) => Object.entries(root)));
  const { repositories: declared = [], environments = {}, helmDefaults = {} } = fields;
  if (!isRecord(helmDefaults) || Object.keys(helmDefaults).some((key) => !defaultKeys.has(key))) return undefined;
  const repositories = readRepositories(declared);
  const files = readEnvironmentFiles(environments);
  const [list] = documents.flatMap(({ contents }) => {
    const entries: unknown = isMap(contents) ? contents.get("releases", true) : undefined;
    return isSeq(entries) ? [entries] : [];
  });
  if (repositories === undefined || files === undefined || list?.range == null || list.flow === true) return undefined;
  const releases = readReleases(list, text);
  if (releases === undefined || new Set(releases.map(({ name, namespace }) => `${namespace ?? ""}/${name}`)).size < releases.length) {
    return undefined;
  }
  return { rest: JSON.stringify([text.slice(0, list.range[0]), text.slice(list.range[2])]), files, repositories, releases };
}

function isPlain(document: Document): boolean {
  let hasAnchors = false;
  visit(document, {
    Node: (_, node) => {
      if ("anchor" in node && node.anchor !== undefined) hasAnchors = true;
    },
    Alias: () => {
      hasAnchors = true;
    },
  });
  return document.warnings.length === 0 && !hasAnchors;
}

function readRepositories(list: unknown): string[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const names = list.flatMap((entry: unknown) =>
    isRecord(entry) && typeof entry["name"] === "string" && Object.keys(entry).every((key) => repositoryKeys.has(key))
      ? [entry["name"]]
      : [],
  );
  return names.length === list.length ? names : undefined;
}

function readEnvironmentFiles(environments: unknown): string[] | undefined {
  if (!isRecord(environments)) return undefined;
  const files: string[] = [];
  for (const environment of Object.values(environments)) {
    if (environment === null) continue;
    if (!isRecord(environment) || Object.keys(environment).some((key) => key !== "values")) return undefined;
    const named = readFiles(environment["values"]);
    if (named === undefined) return undefined;
    files.push(...named);
  }
  return files;
}

function readReleases(list: YAMLSeq, text: string): PlainRelease[] | undefined {
  const starts = list.items.map((item) => (isMap(item) ? item.range?.[0] : undefined));
  const releases: PlainRelease[] = [];
  for (const [index, item] of list.items.entries()) {
    const [start, end] = [index === 0 ? list.range?.[0] : starts[index], index + 1 < starts.length ? starts[index + 1] : list.range?.[2]];
    if (!isMap(item) || start === undefined || end === undefined || !item.items.every(({ key }) => isScalar(key))) return undefined;
    const fields: unknown = item.toJSON();
    const release = isRecord(fields) ? readRelease(fields, text.slice(start, end)) : undefined;
    if (release === undefined) return undefined;
    releases.push(release);
  }
  return releases;
}

function readRelease(fields: Readonly<Record<string, unknown>>, text: string): PlainRelease | undefined {
  const { name, namespace, chart, labels = {}, needs = [], installed, condition, kubeContext } = fields;
  if (typeof name !== "string" || !/^[\w.-]+$/u.test(name) || typeof chart !== "string") return undefined;
  if (!isRecord(labels) || Object.entries(labels).some(([key, label]) => hidden.has(key) || typeof label !== "string")) return undefined;
  // Hooks may write files that other releases read.
  if ("hooks" in fields) return undefined;
  if (namespace !== undefined && (typeof namespace !== "string" || namespace === "")) return undefined;
  return {
    name,
    ...(namespace !== undefined && { namespace }),
    chart,
    text,
    order: JSON.stringify([name, namespace, kubeContext, installed, condition, needs]),
    hasNeeds: "needs" in fields,
    files: Object.keys(fields).every((key) => releaseKeys.has(key)) ? readFiles(fields["values"]) : undefined,
  };
}

/** Returns undefined if a name may mean something else than this one file, such as a pattern, an address or a template. */
function readFiles(values: unknown): string[] | undefined {
  if (values === undefined) return [];
  if (!Array.isArray(values) || !values.every((item) => isRecord(item) || typeof item === "string")) return undefined;
  const files = values.filter((item) => typeof item === "string");
  return files.every((file) => /^[\w./-]+\.ya?ml$/u.test(file)) ? files : undefined;
}
